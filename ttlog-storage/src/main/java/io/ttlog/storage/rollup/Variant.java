/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a series that are of one kind, temporality and unit: nearly always all, and rows of their own where they are not. Holds the
 * bucket of each tier that is being filled.
 */
final class Variant {
    private final String kind;
    private final @Nullable String temporality;
    private final @Nullable String unit;
    private final Bucket[] buckets = new Bucket[Tier.ALL.size()];

    Variant(String kind, @Nullable String temporality, @Nullable String unit) {
        this.kind = kind;
        this.temporality = temporality;
        this.unit = unit;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket();
        }
    }

    boolean is(String otherKind, @Nullable String otherTemporality, @Nullable String otherUnit) {
        return kind.equals(otherKind)
                && Objects.equals(temporality, otherTemporality)
                && Objects.equals(unit, otherUnit);
    }

    String kind() {
        return kind;
    }

    @Nullable
    String temporality() {
        return temporality;
    }

    @Nullable
    String unit() {
        return unit;
    }

    /** The bucket of a tier that is being filled. */
    Bucket bucket(int tier) {
        return buckets[tier];
    }
}
