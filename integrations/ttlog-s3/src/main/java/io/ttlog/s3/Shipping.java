/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import org.jspecify.annotations.Nullable;

/**
 * How shipping goes.
 *
 * @param objects that were put and confirmed by this sink
 * @param bytes of these
 * @param failures attempts that failed
 * @param lost files that vanished from the spool, or whose header was damaged, before they were shipped
 * @param waitingFiles sealed files that wait in the spool
 * @param waitingBytes bytes in the spool, those of the open file included
 * @param latestFailure what the latest attempt failed of; null when it succeeded or there was none
 */
public record Shipping(
        long objects,
        long bytes,
        long failures,
        long lost,
        int waitingFiles,
        long waitingBytes,
        @Nullable String latestFailure) {}
