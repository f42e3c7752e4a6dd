/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.Ring;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows why the filler at the end of a ring must be published by a release store: runs numbered records through {@link HeaderRing}
 * with a plain store and with a release store, and through the {@link Ring} that is shipped, each until a record is not the one
 * that must come next, until nothing comes any more, or until time is up.
 *
 * <p>{@code FillerTrial [SECONDS]}, 25 if not said: for each ring. Ends with 1 if a ring failed that must not, and with 2 if the plain
 * store went unnoticed, which proves nothing: more seconds, another compiler or an idle machine may tell.
 */
public final class FillerTrial {
    private static final int SECONDS = 25;
    private static final int CAPACITY_BYTES = Ring.CAPACITY_BYTES_MIN;
    /** Many lengths, so that the filler lies at many places; few of them divide the capacity. */
    private static final int LENGTHS = 1_021;

    private static final int INTS_MIN = 2; // the number of the record
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LOOK_NANOS_MAX = 1_000_000;
    private static final int LOOKS_PER_YIELD = 1_000;
    private static final String NONE = "";
    private static final int EMPTY = -1;

    /** One of the rings. */
    private abstract static class Trial implements Runnable {
        private final String name;
        private volatile boolean over;
        private volatile int offered; // records
        private volatile int
                taken; // records; the next is offered when all before are, so that the consumer waits where it will lie

        Trial(String name) {
            this.name = name;
        }

        /** Offers the number, in a record of so many ints. */
        abstract boolean offer(int number, int count);

        /** Takes what comes next, filler aside; {@link #EMPTY} when there is nothing. */
        abstract int take();

        /** The producer. */
        @Override
        public void run() {
            for (int number = 0; !over; number = number + 1 & Integer.MAX_VALUE) {
                int count = INTS_MIN + number % LENGTHS * 2;
                int looks = 0;
                while (!over && (taken != number || !offer(number, count))) {
                    pause(++looks);
                }
                offered = number + 1;
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // for machines where the two do not run at once
        private static void pause(int looks) {
            if (looks % LOOKS_PER_YIELD == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }

        /** What went wrong; {@link #NONE} when nothing did. */
        String consume(Duration timeMax) throws InterruptedException {
            Thread producer = new Thread(this, name);
            producer.start();
            final long start = System.nanoTime();
            long last = start;
            long silence = 0; // while there is something; a process that was stopped meanwhile has not looked
            int looks = 0;
            int next = 0;
            long records = 0;
            String wrong = NONE;
            while (wrong.isEmpty() && last - start < timeMax.toNanos()) {
                final int number = take();
                final long now = System.nanoTime();
                if (number == next) {
                    next = next + 1 & Integer.MAX_VALUE;
                    taken = next;
                    records++;
                    silence = 0;
                } else if (number != EMPTY) {
                    wrong = "filler was taken for a record: " + number + " where " + next + " must come";
                } else {
                    silence = offered == next ? 0 : silence + Math.min(now - last, LOOK_NANOS_MAX);
                    if (silence > SILENCE_NANOS) {
                        wrong = "nothing comes after record " + (next - 1) + ", it hangs";
                    }
                    pause(++looks);
                }
                last = now;
            }
            over = true;
            producer.join();
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %,14d records, %6.2f s: %s%n",
                    name,
                    records,
                    (System.nanoTime() - start) / 1e9,
                    wrong.isEmpty() ? "in order" : "WRONG, " + wrong);
            return wrong;
        }
    }

    private static final class HeaderTrial extends Trial {
        private final HeaderRing ring;
        private final int[] values = new int[INTS_MIN + 2 * LENGTHS];

        HeaderTrial(HeaderRing.Filler filler) {
            super("length as publication, " + filler.name().toLowerCase(Locale.ROOT));
            ring = new HeaderRing(CAPACITY_BYTES / Integer.BYTES, filler);
        }

        @Override
        boolean offer(int number, int count) {
            values[0] = number;
            return ring.offer(values, count);
        }

        @Override
        int take() {
            for (int length = ring.length(); length != 0; length = ring.length()) {
                final boolean isFiller = ring.isFiller();
                final int number = isFiller ? EMPTY : ring.value(0);
                ring.free(length);
                if (!isFiller) {
                    return number;
                }
            }
            return EMPTY;
        }
    }

    private static final class ShippedTrial extends Trial {
        private final Ring ring = new Ring(CAPACITY_BYTES);
        private final byte[] record = new byte[(HeaderRing.HEADER_INTS + INTS_MIN + 2 * LENGTHS) * Integer.BYTES];

        ShippedTrial() {
            super("tail as publication, shipped");
        }

        @Override
        boolean offer(int number, int count) {
            final int bytes = (HeaderRing.HEADER_INTS + count) * Integer.BYTES;
            EventFormat.putLong(record, 0, bytes); // signal 0, LOG
            EventFormat.putLong(record, Long.BYTES, number);
            return ring.offer(record, bytes, CAPACITY_BYTES);
        }

        @Override
        int take() {
            while (ring.readable() > 0) {
                final int at = ring.readIndex();
                final boolean isFiller = EventFormat.isPadding(ring.buffer(), at);
                final int number = isFiller ? EMPTY : (int) EventFormat.getLong(ring.buffer(), at + Long.BYTES);
                ring.free(EventFormat.recordBytes(ring.buffer(), at));
                if (!isFiller) {
                    return number;
                }
            }
            return EMPTY;
        }
    }

    private FillerTrial() {}

    /** Runs all three. */
    public static void main(String[] args) throws InterruptedException {
        Duration timeMax = Duration.ofSeconds(args.length == 0 ? SECONDS : Integer.parseInt(args[0]));
        boolean shown =
                !new HeaderTrial(HeaderRing.Filler.PLAIN).consume(timeMax).isEmpty();
        boolean failed =
                !new HeaderTrial(HeaderRing.Filler.RELEASE).consume(timeMax).isEmpty();
        failed |= !new ShippedTrial().consume(timeMax).isEmpty();
        System.exit(failed ? 1 : shown ? 0 : 2);
    }
}
