/* SPDX-License-Identifier: Apache-2.0 */
/**
 * ttlog inside an application that ends, is killed, is interrupted, starts and stops, or has no room on its disk. Most tests run
 * a {@link io.ttlog.process.Child}, a program in a JVM of its own, and then read what it has left in its store and in its event
 * files ({@link io.ttlog.process.Kept}). They live here because this module alone sees all others.
 */
@NullMarked
package io.ttlog.process;

import org.jspecify.annotations.NullMarked;
