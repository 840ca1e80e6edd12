const rooms = new Map<string, Int32Array>();

/** Room for numbers of the task at hand, kept by the thread: fresh memory costs more than what is done in it. */
export function roomFor(purpose: string, length: number): Int32Array {
  let room = rooms.get(purpose);
  if (!room || room.length < length) {
    room = new Int32Array(length);
    rooms.set(purpose, room);
  }
  return room.subarray(0, length);
}
