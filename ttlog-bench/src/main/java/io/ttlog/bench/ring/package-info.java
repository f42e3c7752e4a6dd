/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The rings that ttlog could stand on, each behind {@link io.ttlog.bench.ring.Candidate} and kept runnable: what was chosen
 * (RFC-0004) can be measured again beside what was not. A <em>candidate</em> takes records from all threads and gives them to
 * one consumer.
 */
@NullMarked
package io.ttlog.bench.ring;

import org.jspecify.annotations.NullMarked;
