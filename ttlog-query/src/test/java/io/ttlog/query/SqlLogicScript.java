/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import java.util.ArrayList;
import java.util.List;

/**
 * A file in the sqllogictest format (https://sqlite.org/sqllogictest), so that public suites run unchanged:
 *
 * <pre>
 * statement ok | error                CREATE TABLE, INSERT INTO, DROP TABLE, or a query
 * query IRT [nosort | rowsort | valuesort] [label]
 * SELECT ...
 * ----
 * a value a line, or a row a line with tabs between, or: 30 values hashing to 3c13dee48d9356ae19af2515e05e6b54
 *
 * skipif | onlyif engine              of the record behind it
 * hash-threshold 8                    read and not needed: hashes are told from values
 * halt                                ends the file
 * </pre>
 */
record SqlLogicScript(String file, List<Step> steps) {
    /** One record. */
    record Step(int line, String kind, List<String> words, String sql, List<String> expected) {}

    static SqlLogicScript parse(String file, List<String> lines) {
        List<Step> steps = new ArrayList<>();
        boolean skip = false;
        int at = 0;
        while (at < lines.size()) {
            int line = at + 1;
            String text = lines.get(at++).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(text.split("\\s+"));
            switch (words.get(0)) {
                case "skipif" -> skip |= words.get(1).equals("ttlog");
                case "onlyif" -> skip |= !words.get(1).equals("ttlog");
                case "hash-threshold" -> {}
                case "halt" -> {
                    if (!skip) {
                        return new SqlLogicScript(file, List.copyOf(steps));
                    }
                    skip = false;
                }
                case "statement", "query" -> {
                    List<String> sql = new ArrayList<>();
                    List<String> expected = new ArrayList<>();
                    boolean separated = false;
                    for (; at < lines.size() && !lines.get(at).isEmpty(); at++) {
                        if (!separated && lines.get(at).equals("----")) {
                            separated = true;
                        } else {
                            (separated ? expected : sql).add(lines.get(at));
                        }
                    }
                    if (!skip) {
                        steps.add(new Step(line, words.get(0), words, String.join("\n", sql), expected));
                    }
                    skip = false;
                }
                default -> throw new IllegalArgumentException(file + ":" + line + " has no record " + text);
            }
        }
        return new SqlLogicScript(file, List.copyOf(steps));
    }
}
