/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark for a moment, so that none rots. A figure from here means nothing. */
class BenchmarksTest {
    @ParameterizedTest
    @CsvSource({
        "LogCallBenchmark, 14",
        "CallBenchmark, 4",
        "ExportBenchmark, 8",
        "InPlaceBenchmark, 5",
        "BlockCodecBenchmark, 20",
        "PackBenchmark, 8"
    })
    void run(String benchmark, int count) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\." + benchmark + "\\.")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(10))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertThat(results)
                .hasSize(count)
                .allMatch(result -> result.getPrimaryResult().getScore() > 0);
    }
}
