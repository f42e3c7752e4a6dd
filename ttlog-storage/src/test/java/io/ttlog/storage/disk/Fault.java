/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.util.Set;

/**
 * Which operations fail.
 *
 * @param kinds that are counted from the moment when the fault is set
 * @param first of them that fails, from 1
 * @param last of them that fails
 */
public record Fault(Set<OperationKind> kinds, long first, long last) {
    /** Nothing fails. */
    public static final Fault NONE = new Fault(Set.of(), 1, 0);

    /** The nth operation of these kinds fails, those after it do not. */
    public static Fault once(Set<OperationKind> kinds, long nth) {
        return new Fault(kinds, nth, nth);
    }

    /** The nth operation of these kinds fails, and all after it. */
    public static Fault forEver(Set<OperationKind> kinds, long nth) {
        return new Fault(kinds, nth, Long.MAX_VALUE);
    }
}
