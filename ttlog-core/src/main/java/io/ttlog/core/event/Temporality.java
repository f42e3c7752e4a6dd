/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import org.jspecify.annotations.Nullable;

/** Since when a metric reading counts. The ordinal is the wire value and never changes (RFC-0001). */
public enum Temporality {
    /** Of a time and not since one, as a gauge; or nobody has said. */
    NONE(null),
    /** Since the reading before. */
    DELTA("delta"),
    /** Since the process began, or as long as the source has been counting. */
    CUMULATIVE("cumulative");

    private final @Nullable String text;

    Temporality(@Nullable String text) {
        this.text = text;
    }

    /** As in the {@code temporality} column; null where that is NULL. */
    public @Nullable String text() {
        return text;
    }
}
