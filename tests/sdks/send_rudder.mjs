// Sends events with @rudderstack/rudder-sdk-node: address, write key, how many.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [address, writeKey, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const name = "rudder-node";
const Client = RudderAnalytics.default ?? RudderAnalytics;
const analytics = new Client(writeKey, { dataPlaneUrl: address, flushAt: 50, flushInterval: 200, maxQueueSize: count * 2000 });
let waiting = 0;
// The library tells of each event when its batch was taken.
const send = (kind, message) =>
  new Promise((resolve, reject) => {
    waiting += 1;
    analytics[kind](message, (error) => (error ? reject(error) : resolve()));
  });
const all = [];
for (let number = 0; number < count; number++) {
  const userId = `${name} ${number % 10}`;
  all.push(
    send("track", { userId, event: "Order Completed", properties: { sdk: name, number } }),
    send("identify", { userId, traits: { plan: "pro", sdk: name } }),
    send("page", { userId, category: "Docs", name: "Start", properties: { sdk: name } }),
    send("screen", { userId, category: "App", name: "Start", properties: { sdk: name } }),
    send("group", { userId, groupId: `${name} account ${number % 3}`, traits: { name: `Account ${number % 3}` } }),
    send("alias", { userId: `${name} new ${number}`, previousId: `${name} old ${number}` }),
  );
}
await Promise.all(all);
console.log(waiting);
// The library keeps a timer that would hold the process.
process.exit(0);
