// Sends events with @segment/analytics-node: address, write key, how many.
import { Analytics } from "@segment/analytics-node";

const [address, writeKey, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const name = "segment-node";
const analytics = new Analytics({ writeKey, host: address, flushAt: 50 });
let failed;
analytics.on("error", (error) => {
  failed = error;
});
for (let number = 0; number < count; number++) {
  const userId = `${name} ${number % 10}`;
  analytics.track({ userId, event: "Order Completed", properties: { sdk: name, number } });
  analytics.identify({ userId, traits: { plan: "pro", sdk: name } });
  analytics.page({ userId, category: "Docs", name: "Start", properties: { sdk: name } });
  analytics.screen({ userId, category: "App", name: "Start", properties: { sdk: name } });
  analytics.group({ userId, groupId: `${name} account ${number % 3}`, traits: { name: `Account ${number % 3}` } });
  analytics.alias({ userId: `${name} new ${number}`, previousId: `${name} old ${number}` });
}
await analytics.closeAndFlush();
if (failed) throw failed;
console.log(count * 6);
