/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.bench.store.Anchor;
import io.ttlog.query.regex.Regex;
import io.ttlog.query.regex.RegexMatcher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Which of the anchor's messages match a pattern, by our engine, by java.util.regex and by RE2/J: CPU nanoseconds a character. */
public final class RegexSpeed {
    private static final int ROUNDS = 7;
    private static final List<String> PATTERNS = List.of(
            "status=[45][0-9][0-9]|\" [45][0-9][0-9] ",
            "(?i)exception|timeout",
            "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+",
            "\\b[0-9a-f]{8}-[0-9a-f]{4}\\b");

    private RegexSpeed() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws IOException {
        List<String> messages = new ArrayList<>();
        new Anchor(Anchor.place()).readText(Anchor.Subset.LOGS, fields -> messages.add(fields[7]));
        long characters = messages.stream().mapToLong(String::length).sum();
        System.out.printf(
                Locale.ROOT, "%d messages, %d characters; best of %d rounds%n", messages.size(), characters, ROUNDS);
        for (String pattern : PATTERNS) {
            RegexMatcher own = Regex.of(pattern).matcher(0);
            java.util.regex.Matcher jdk =
                    java.util.regex.Pattern.compile(pattern).matcher("");
            com.google.re2j.Pattern re2j = com.google.re2j.Pattern.compile(pattern);
            Map<String, Predicate<String>> engines = new LinkedHashMap<>();
            engines.put("ttlog", own::isFound);
            engines.put("java.util.regex", text -> jdk.reset(text).find());
            engines.put("re2j", text -> re2j.matcher(text).find());
            Map<String, Long> best = new LinkedHashMap<>();
            Map<String, Integer> found = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                engines.forEach((name, engine) -> {
                    long from = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    int count = 0;
                    for (String message : messages) {
                        count += engine.test(message) ? 1 : 0;
                    }
                    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - from;
                    best.merge(name, nanos, Math::min);
                    found.put(name, count);
                });
            }
            StringBuilder line = new StringBuilder();
            best.forEach((name, nanos) -> line.append(String.format(
                    Locale.ROOT, "  %s %.2f ns/char (%d found)", name, (double) nanos / characters, found.get(name))));
            System.out.println(pattern + line);
            if (found.values().stream().distinct().count() != 1) {
                throw new IllegalStateException("the engines disagree about " + pattern + ": " + found);
            }
        }
    }
}
