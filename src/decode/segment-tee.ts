/** Two who hear of each segment, the one after the other. */
import type { SegmentSink, SegmentView } from "./segment.js";

export class SegmentTee implements SegmentSink {
  constructor(
    private readonly first: SegmentSink,
    private readonly second: SegmentSink,
  ) {}

  onSegment(segment: SegmentView): void {
    this.first.onSegment(segment);
    this.second.onSegment(segment);
  }

  onClock(timeNs: number): void {
    this.first.onClock(timeNs);
    this.second.onClock(timeNs);
  }
}
