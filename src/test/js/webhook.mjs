// Verifies a message with two libraries that nobody here wrote. Reads {secret, headers, body}; prints for each library
// the type of the message, or null when it refuses it.
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";

const parts = [];
for await (const part of process.stdin) parts.push(part);
const { secret, headers, body } = JSON.parse(Buffer.concat(parts).toString());

const verified = (Library) => {
  try {
    new Library(secret).verify(body, headers);
    return JSON.parse(body).type;
  } catch {
    return null;
  }
};

console.log(JSON.stringify({ standardwebhooks: verified(StandardWebhook), svix: verified(SvixWebhook) }));
