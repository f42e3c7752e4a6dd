/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What JMH is not made for: each harness runs once in a JVM of its own ({@link io.ttlog.bench.harness.Child}), drives one
 * {@link io.ttlog.bench.peer.Peer}, fails when an event was lost, and writes its figures to a file by name. Those who start
 * such JVMs use {@link io.ttlog.bench.harness.ChildProcess}.
 */
@NullMarked
package io.ttlog.bench.harness;

import org.jspecify.annotations.NullMarked;
