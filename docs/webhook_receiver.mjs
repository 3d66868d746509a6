// A receiver of webhooks: verifies each message, and prints its type and agent once.
// npm install standardwebhooks; WEBHOOK_SECRET=whsec_... node webhook_receiver.mjs
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set();

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    try {
      const message = webhook.verify(body, request.headers);
      if (!seen.has(message.id)) {
        seen.add(message.id);
        console.log(message.type, message.agentId ?? "-");
      }
      response.writeHead(204).end();
    } catch {
      response.writeHead(400).end();
    }
  });
}).listen(Number(process.env.PORT ?? 9000), "127.0.0.1");
