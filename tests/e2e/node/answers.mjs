// Answers questions with WeCom's own packages: one JSON object a line in, one a line out.
//
// Of @wecom/jssdk only getSignature is asked: everything else in it speaks with the client that shows the page.
import { createInterface } from "node:readline";

import crypto from "@wecom/crypto";
import { getSignature } from "@wecom/jssdk";

const answers = {
  encrypt: ({ key, message, id, random }) => crypto.encrypt(key, message, id, Buffer.from(random, "base64")),
  decrypt: ({ key, encrypted }) => {
    const { message, id, random } = crypto.decrypt(key, encrypted);
    return { message, id, random: random.toString("base64") };
  },
  sign: ({ token, timestamp, nonce, encrypted }) => crypto.getSignature(token, timestamp, nonce, encrypted),
  sign_page: (page) => crypto.getJsApiSignature(page).signature,
  sign_page_in_browser: (page) => getSignature(page).signature,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...given } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[ask](given))}\n`);
}
