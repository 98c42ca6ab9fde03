import { expect, it } from "vitest";
import { events } from "./events";

function stream(...pieces: string[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(bytes.encode(piece));
      controller.close();
    },
  });
}

it("puts events together that come in pieces, and leaves comments out", async () => {
  const found = [];
  for await (const event of events(
    stream("event: sta", 'te\ndata: {"a":1}\n', "\n: still here\n\nda", "ta: x\r\n\r\n"),
  )) {
    found.push(event);
  }
  expect(found).toEqual([
    { name: "state", data: '{"a":1}' },
    { name: "message", data: "x" },
  ]);
});
