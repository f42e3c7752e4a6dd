/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Status;
import io.ttlog.core.ring.Tally;
import java.time.Duration;

/** How a lane is, for people and programs. */
final class LaneStatus {
    private LaneStatus() {}

    static Status.SinkStatus of(Lane lane) {
        long stored = 0;
        for (int kind = 0; kind < Tally.KINDS; kind++) {
            stored += lane.stored(kind);
        }
        Complaints.Failure last = lane.complaints().last();
        return new Status.SinkStatus(
                lane.name(),
                lane.state(),
                lane.lagBytes(),
                Duration.ofNanos(lane.lagNanos()),
                stored,
                lane.lost(),
                lane.complaints().count(),
                lane.retries(),
                last == null ? null : last.text(),
                last == null ? null : last.at());
    }
}
