/**
 * Between decode/ and tcp/: the TCP part of a packet.
 */

/** TCP flags that matter here (RFC 9293 §3.1). */
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_ACK = 0x10;

/** One TCP segment. One object, overwritten by the next packet: copy what you keep. */
export interface SegmentView {
  frame: number;
  timeNs: number;
  timeDigits: number;
  hasTime: boolean;
  ipVersion: 4 | 6;
  /** Innermost VLAN id, -1 for an untagged packet. */
  vlanId: number;
  /** Address in 4 words, network order read as int32; IPv4 in the last, the others 0. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  sourcePort: number;
  targetPort: number;
  /** int32; compare with seqDelta only. */
  seq: number;
  ack: number;
  flags: number;
  /** Captured payload is data[start, end); padding after the IP length is off. */
  data: Buffer;
  start: number;
  end: number;
  /** Number of the input buffer that `data` is, in the order they were filled; -1 for one of its own. */
  chunk: number;
  /** Lowest number whose bytes are still there: buffers turn. */
  oldestChunk: number;
  /** Payload bytes that were on the wire beyond `end`, cut by the snap length. */
  cutSize: number;
}

export interface SegmentSink {
  /** `segment` is valid during the call. */
  onSegment(segment: SegmentView): void;
  /** Every packet that is no TCP segment moves the clock too. */
  onClock(timeNs: number): void;
}
