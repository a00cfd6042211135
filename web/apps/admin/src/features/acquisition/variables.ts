/** The variables of a greeting, as the server's templates spell them. */
export const CUSTOMER_NAME = '{{ customer.name }}';
export const STAFF_NAME = '{{ staff.name }}';
export const CHANNEL_NAME = '{{ channel.name }}';
