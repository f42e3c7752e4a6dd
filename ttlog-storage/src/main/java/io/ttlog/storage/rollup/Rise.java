/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cumulative counter has risen by, reading after reading. Between two neighbours it has risen by their difference, or, where that is
 * negative, by the later one, since it began again from zero: a <em>reset</em>; after a silence of more than a day by nothing, since
 * nobody knows how often it began again. The rise belongs to the later one of both.
 *
 * <p>Some readings are rolled up already: of these only the first and the last of each bucket are <em>known</em>. New ones between two of
 * them take part of the later one's rise over, so that it has to be corrected; and new ones between the first and the last of a known
 * bucket add nothing, as is right unless the counter was reset there.
 *
 * <p>Readings come by time, and each known bucket before the first new reading in it. Belongs to one thread.
 */
final class Rise {
    /** A counter that was silent for longer begins anew. */
    static final long SILENCE_MAX_NANOS = 86_400_000_000_000L;

    /** A bucket that is rolled up. */
    private record Known(Variant variant, long firstTime, double first, long lastTime, double last) {}

    /** Takes corrections. */
    interface Corrections {
        /** The readings of that kind and time have risen by so much more. */
        void correct(Variant variant, long timeNanos, double more) throws IOException;
    }

    private final Corrections corrections;

    /** By time; the first may be reached into by the next reading. */
    private final List<Known> ahead = new ArrayList<>();

    private boolean any;
    private boolean lastIsNew;
    private long lastTime;
    private double last;

    private boolean anyKnown;
    private long knownTime;
    private double known;

    Rise(Corrections corrections) {
        this.corrections = corrections;
    }

    /** Another counter. */
    void begin() {
        any = false;
        lastIsNew = false;
        anyKnown = false;
        ahead.clear();
    }

    /** Tells of a bucket that is rolled up. */
    void known(Variant variant, long firstTime, double first, long lastTimeNanos, double lastValue) {
        int at = ahead.size();
        while (at > 0 && ahead.get(at - 1).firstTime > firstTime) {
            at--;
        }
        ahead.add(at, new Known(variant, firstTime, first, lastTimeNanos, lastValue));
    }

    /** The next new reading; returns what it has risen by. */
    double reading(long time, double value) throws IOException {
        if (!Double.isFinite(value)) {
            return 0;
        }
        pass(time);
        for (Known bucket : ahead) {
            if (bucket.firstTime <= time && time <= bucket.lastTime) {
                return 0;
            }
        }
        double rise = any ? between(lastTime, last, time, value) : 0;
        any = true;
        lastIsNew = true;
        lastTime = time;
        last = value;
        return rise;
    }

    /** No new reading comes any more. */
    void end() throws IOException {
        pass(Long.MAX_VALUE);
    }

    private void pass(long time) throws IOException {
        int passed = 0;
        while (passed < ahead.size() && ahead.get(passed).lastTime < time) {
            pass(ahead.get(passed++));
        }
        ahead.subList(0, passed).clear();
    }

    private void pass(Known bucket) throws IOException {
        if (lastIsNew) {
            double before = anyKnown ? between(knownTime, known, bucket.firstTime, bucket.first) : 0;
            double now = between(lastTime, last, bucket.firstTime, bucket.first);
            if (now != before) {
                corrections.correct(bucket.variant, bucket.firstTime, now - before);
            }
        }
        if (!anyKnown || bucket.lastTime >= knownTime) {
            anyKnown = true;
            knownTime = bucket.lastTime;
            known = bucket.last;
            any = true;
            lastIsNew = false;
            lastTime = knownTime;
            last = known;
        }
    }

    private static double between(long time, double value, long laterTime, double later) {
        long silence = laterTime - time; // below zero where it is longer than 292 years
        if (laterTime > time && (silence > SILENCE_MAX_NANOS || silence < 0)) {
            return 0;
        }
        return later >= value ? later - value : later;
    }
}
