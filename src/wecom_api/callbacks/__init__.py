"""What WeCom sends us: signature, decryption, envelope, event.

The way of one callback, in order, each step with its own named error (`wecom_api.callbacks.errors`):

1. `envelope.CallbackQuery.parse` and `envelope.open_envelope` read the request without trusting it;
2. `crypto.CallbackCrypto.open` checks signature and age, then decrypts and checks the receiveid;
3. `events.parse_message` reads the inner XML into a `CallbackEvent`, with every element kept;
4. `meaning.view_of` says what the event means: a typed view, known but unused, or not understood.

Steps 1 to 3 together are a hot path: below 40 microseconds for an ordinary event on one core.
"""
