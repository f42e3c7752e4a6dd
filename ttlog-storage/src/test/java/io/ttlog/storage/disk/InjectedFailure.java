/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.io.IOException;

/** An operation that failed because a {@link Fault} says so. */
public final class InjectedFailure extends IOException {
    private static final long serialVersionUID = 1;

    InjectedFailure(String message) {
        super(message);
    }
}
