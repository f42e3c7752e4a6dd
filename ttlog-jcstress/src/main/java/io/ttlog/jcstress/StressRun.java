/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jcstress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * jcstress, which by itself ends in peace also when it could run no test: an {@link AssertionError} tells of forbidden results, and
 * of tests that gave none.
 */
public final class StressRun {
    // A ring has 64 KiB at least. What a state takes is used again by the next one, so that jcstress cannot measure it.
    private static final String STATES_PER_STRIDE = "32";
    private static final String STRIDES = "8";

    private StressRun() {}

    /** Runs with the options of jcstress. */
    public static void main(String[] args) throws Exception {
        run(List.of(args));
    }

    static void run(List<String> args) throws Exception {
        List<String> bounded = new ArrayList<>(args);
        bound(bounded, "--strideSize", STATES_PER_STRIDE);
        bound(bounded, "--strideCount", STRIDES);
        Options options = new Options(bounded.toArray(new String[0]));
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress was asked for help, or does not know " + args);
        }
        JCStress stress = new JCStress(options);
        SortedSet<String> tests = stress.getTests();
        if (tests.isEmpty()) {
            throw new AssertionError("no test has a name with " + options.getTestFilter());
        }
        if (options.shouldList()) {
            tests.forEach(System.out::println);
        } else {
            stress.run(); // throws for a forbidden result, for an error and for a test that does not end
            tests.removeAll(withResults(options.getResultFile()));
            if (!tests.isEmpty()) {
                throw new AssertionError("tests that gave no result: " + tests);
            }
        }
    }

    private static void bound(List<String> args, String option, String value) {
        if (!args.contains(option)) {
            args.addAll(Arrays.asList(option, value));
        }
    }

    private static List<String> withResults(String file) throws Exception {
        InProcessCollector results = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file, results);
        reader.dump();
        reader.close();
        return results.getTestResults().stream()
                .filter(result -> result.status() == Status.NORMAL && result.getTotalCount() > 0)
                .map(TestResult::getName)
                .toList();
    }
}
