/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.DropReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown by {@link Sink#write} when it took some records of a batch and refused others, so that the counts stay exact. */
public final class PartlyTakenException extends IOException {
    private static final long serialVersionUID = 1;

    private final int takenTo;
    private final int next;
    private final DropReason reason;

    /**
     * A batch that was cut.
     *
     * @param takenTo records before this offset were taken
     * @param next records from {@code takenTo} to this offset were refused; those behind it were not looked at, and are
     *     offered again if it is not the end of the batch
     * @param cause what failed, null when the records themselves could not be taken; after an {@link IOException} the sink is
     *     at fault, and what it did not take is offered again later, as after a failure of the whole batch
     */
    public PartlyTakenException(String message, int takenTo, int next, @Nullable Throwable cause) {
        this(message, takenTo, next, cause, DropReason.SINK_FAILED);
    }

    private PartlyTakenException(String message, int takenTo, int next, @Nullable Throwable cause, DropReason reason) {
        super(message, cause);
        this.takenTo = takenTo;
        this.next = next;
        this.reason = reason;
    }

    /**
     * A batch with records that the sink does not want.
     *
     * @param takenTo as above
     * @param next as above
     * @param reason under which those from {@code takenTo} to {@code next} are counted as dropped
     */
    public static PartlyTakenException unwanted(String message, int takenTo, int next, DropReason reason) {
        return new PartlyTakenException(message, takenTo, next, null, reason);
    }

    /** Why records were refused. */
    public DropReason reason() {
        return reason;
    }

    /** Records before this offset of the array were taken. */
    public int takenTo() {
        return takenTo;
    }

    /** Records from {@link #takenTo} to this offset of the array were refused. */
    public int next() {
        return next;
    }
}
