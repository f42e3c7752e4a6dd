/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.storage.chunk.ColumnKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills the buckets of one series after the other. Readings come by time, so at most one bucket of each tier is open; when one ends it
 * becomes a row, and is added to that of the next tier: readings are added up once, whatever the number of tiers. Belongs to one thread.
 */
final class Series {
    /** Takes rows, in order. */
    interface Rows {
        void add(int tier, Map<ColumnKey, Object> labels, Variant variant, long start, Bucket bucket)
                throws IOException;
    }

    /** Kinds and units of one series that have rows of their own; beyond it units are no longer told apart. */
    private static final int VARIANTS_MAX = 64;

    private static final int TIERS = Tier.ALL.size();

    private final Rows rows;
    private final List<Variant> variants = new ArrayList<>();
    private final boolean[] open = new boolean[TIERS];
    private final long[] starts = new long[TIERS];
    private Map<ColumnKey, Object> labels = Map.of();

    Series(Rows rows) {
        this.rows = rows;
    }

    /** The next series. */
    void begin(Map<ColumnKey, Object> itsLabels) {
        labels = itsLabels;
        variants.clear();
    }

    /** The readings of that kind. */
    Variant variant(String kind, @Nullable String temporality, @Nullable String unit) {
        for (Variant variant : variants) {
            if (variant.is(kind, temporality, unit)) {
                return variant;
            }
        }
        if (variants.size() >= VARIANTS_MAX && unit != null) {
            return variant(kind, temporality, null);
        }
        Variant added = new Variant(kind, temporality, unit);
        variants.add(added);
        return added;
    }

    /** The finest bucket for what happened at that time, which is not before what came last. */
    Bucket bucket(Variant variant, long time) throws IOException {
        long start = Tier.FIVE_MINUTES.start(time);
        if (!open[0] || starts[0] != start) {
            close(time);
            for (int tier = 0; tier < TIERS; tier++) {
                open[tier] = true;
                starts[tier] = Tier.ALL.get(tier).start(time);
            }
        }
        return variant.bucket(0);
    }

    /** Closes the buckets that do not have that time, the finest first. */
    private void close(long time) throws IOException {
        for (int tier = 0; tier < TIERS; tier++) {
            if (open[tier] && starts[tier] != Tier.ALL.get(tier).start(time)) {
                close(tier);
            }
        }
    }

    private void close(int tier) throws IOException {
        for (Variant variant : variants) {
            Bucket bucket = variant.bucket(tier);
            if (!bucket.isEmpty()) {
                rows.add(tier, labels, variant, starts[tier], bucket);
                if (tier + 1 < TIERS) {
                    variant.bucket(tier + 1).add(bucket);
                }
                bucket.clear();
            }
        }
        open[tier] = false;
    }

    /** Nothing comes for this series any more. */
    void end() throws IOException {
        for (int tier = 0; tier < TIERS; tier++) {
            if (open[tier]) {
                close(tier);
            }
        }
    }
}
