/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

/** A class has something that is not understood, and stays as it is. */
final class Unweavable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unweavable(String why) {
        super(why);
    }
}
