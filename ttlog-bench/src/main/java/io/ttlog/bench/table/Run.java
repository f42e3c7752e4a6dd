/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.List;

/** One JVM that yields samples. */
interface Run {
    /** What and of whom, for progress and failures. */
    String name();

    /** About how long it takes. */
    double seconds();

    /** The measures that it adds samples to. */
    List<String> measures();

    /** Whose measures they are. */
    String peer();

    /** Runs it and adds the samples; throws when there are none to trust. */
    void into(Report report) throws Exception;
}
