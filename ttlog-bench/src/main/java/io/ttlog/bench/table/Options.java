/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line. */
final class Options {
    static final String USAGE = """
            Usage: ./ttlog bench [--quick] [--only GROUP,...] [--json FILE] [--markdown FILE] [--compare EARLIER.json]
            Measures ttlog beside its peers on this machine, which should do nothing else meanwhile.
              --quick               fewer and shorter runs
              --only GROUP,...      some of: call, bridges, paced, throughput, visible, memory, size, rings
              --json FILE           writes all samples, for a later --compare
              --markdown FILE       writes the table
              --compare EARLIER     names what got worse beyond the noise; then the exit status is 1
            """;

    Effort effort = Effort.FULL;
    List<String> groups = Plan.USUAL;

    @Nullable
    Path json;

    @Nullable
    Path markdown;

    @Nullable
    Path compare;

    boolean help;

    /** Reads the arguments. */
    static Options of(String... arguments) {
        Options options = new Options();
        for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
            String argument = left.next();
            switch (argument) {
                case "--quick" -> options.effort = Effort.QUICK;
                case "--smoke" -> options.effort = Effort.SMOKE;
                case "--only" -> options.groups = groups(value(argument, left));
                case "--json" -> options.json = Path.of(value(argument, left));
                case "--markdown" -> options.markdown = Path.of(value(argument, left));
                case "--compare" -> options.compare = Path.of(value(argument, left));
                case "--help", "-h" -> options.help = true;
                default -> throw new IllegalArgumentException("unknown option " + argument);
            }
        }
        return options;
    }

    private static List<String> groups(String names) {
        List<String> groups = Arrays.asList(names.split(","));
        for (String group : groups) {
            if (!Plan.GROUPS.contains(group)) {
                throw new IllegalArgumentException("no group is named '" + group + "'; there are " + Plan.GROUPS);
            }
        }
        return groups;
    }

    private static String value(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.next();
    }
}
