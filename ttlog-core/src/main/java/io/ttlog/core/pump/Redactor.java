/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.DropReason;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.redact.Rewriter;
import io.ttlog.core.ring.Tally;
import java.util.function.Supplier;

/**
 * The last step before the lanes, which all records pass: sends those on as they are that hold nothing to be redacted, in runs, and
 * the others as the {@link Rewriter} has them. Fails closed: a record that it fails on does not leave and is counted as
 * ENCODE_ERROR. Belongs to the pump.
 */
final class Redactor {
    /** Where records go from here. */
    @FunctionalInterface
    interface Road {
        /** Takes records that lie one behind the other. */
        void route(byte[] records, int from, int to);
    }

    private final Rewriter rewriter;
    private final Road road;
    private final Tally tally;
    private final Complaints complaints;
    // Made once: when they are wanted, there may be no memory to make them.
    private final String subject = "redaction";
    private final Supplier<String> dropped;

    /**
     * In front of a road.
     *
     * @param tally counts what it drops
     */
    Redactor(Rewriter rewriter, Road road, Tally tally, Complaints complaints) {
        this.rewriter = rewriter;
        this.road = road;
        this.tally = tally;
        this.complaints = complaints;
        dropped = () -> "the events that it fails on are dropped";
    }

    /** Sends the records on. */
    void route(byte[] records, int from, int to) {
        int runStart = from;
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(records, at));
            final int bytes = rewritten(records, at);
            if (bytes != Rewriter.UNCHANGED) {
                road.route(records, runStart, at);
                runStart = next;
                if (bytes > 0) {
                    road.route(rewriter.buffer(), 0, EventFormat.aligned(bytes));
                } else {
                    tally.addOwned(Tally.dropped(DropReason.ENCODE_ERROR), Tally.kind(records, at), 1);
                }
            }
        }
        road.route(records, runStart, to);
    }

    /** As {@link Rewriter#rewrite}; negative when nothing may leave. */
    private int rewritten(byte[] records, int at) {
        try {
            return rewriter.rewrite(records, at);
        } catch (Throwable failure) { // an OutOfMemoryError of the host, or a defect: in neither case a value leaves in
            // clear
            complaints.about(subject, failure, dropped);
            return -1;
        }
    }
}
