/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import java.util.List;

/** Carries records from all threads to one consumer, who comes by itself: nobody wakes it. */
public interface Candidate {
    /** Bytes of each ring. */
    int RING_BYTES = 256 << 10;

    /** Copies a record and publishes it; false when there is no room. */
    boolean offer(byte[] record, int bytes);

    /** Takes everything published; the count of records. Only the consumer. */
    int drain();

    /** A candidate by name: {@code owned}, {@code striped}, {@code agrona} or {@code disruptor}. */
    static Candidate named(String name) {
        return switch (name) {
            case "owned" -> new OwnedRings();
            case "striped" -> new StripedRings();
            case "agrona" -> new AgronaRing();
            case "disruptor" -> new DisruptorRing();
            default -> throw new IllegalArgumentException("no ring is named " + name);
        };
    }

    /** What the JVM of the candidate must be started with. */
    static List<String> jvmFlags(String name) {
        return name.equals("agrona") ? List.of("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED") : List.of();
    }
}
