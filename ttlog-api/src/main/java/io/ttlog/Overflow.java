/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** What a logging call does when its ring is full. */
public enum Overflow {
    /** The new event is dropped and counted as {@link DropReason#RING_FULL}. The default: never delays the caller. */
    DROP_NEWEST,
    /** The caller waits for room, at most for the time given at start; then the event is dropped and counted. */
    BLOCK
}
