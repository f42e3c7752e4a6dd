/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import org.jspecify.annotations.Nullable;

/** What was current where a task was handed over; without a link: nothing was. */
final class Handed {
    final @Nullable Link link;
    final @Nullable Object context;
    /** Of another copy of ttlog. */
    final @Nullable Handed also;

    int place;
    /** The task runs again. */
    boolean kept;
    /** The task is a stage of a future, which runs in the context of who added it, whoever hands it to an executor. */
    boolean staged;
    /** Of a later one of the same task; guarded by the stripe. */
    @Nullable
    Handed next;

    Handed(@Nullable Link link, @Nullable Object context, @Nullable Handed also) {
        this.link = link;
        this.context = context;
        this.also = also;
    }

    @Nullable
    Object contextOf(Link other) {
        for (Handed each = this; each != null; each = each.also) {
            if (each.link == other) {
                return each.context;
            }
        }
        return null;
    }
}
