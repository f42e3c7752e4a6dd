/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.query.sql.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * A question in both dialects.
 *
 * @param name of the file in the anchor, without suffix
 * @param ours in ttlog's SQL
 * @param theirs in DuckDB's
 */
record Question(String name, String ours, String theirs) {
    private static final String OURS = "questions.sql";

    /** All questions, in the order of our file. */
    static List<Question> all(Path anchor) throws IOException {
        Path queries = anchor.resolve("queries");
        Properties parameters = new Properties();
        try (Reader reader = Files.newBufferedReader(queries.resolve("params.properties"))) {
            parameters.load(reader);
        }
        List<Question> questions = new ArrayList<>();
        String[] parts = text().split("\n-- (?=[A-Z]\\d\\d_)", 0);
        for (int i = 1; i < parts.length; i++) {
            int line = parts[i].indexOf('\n');
            String name = parts[i].substring(0, line).strip();
            String sql = Statements.of(parts[i].substring(line)).get(0).text();
            String theirs = Files.readString(queries.resolve(name + ".sql")).strip();
            questions.add(new Question(name, filled(sql, parameters, "-"), filled(theirs, parameters, "")));
        }
        return questions;
    }

    private static String text() throws IOException {
        try (InputStream in = Objects.requireNonNull(Question.class.getResourceAsStream(OURS), OURS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** With the values of placeholders; trace ids lose their hyphens where those are taken out. */
    private static String filled(String sql, Properties parameters, String takenOutOfTraces) {
        String filled = sql;
        for (String key : parameters.stringPropertyNames()) {
            String value = parameters.getProperty(key);
            boolean trace = key.endsWith("TRACE") && !takenOutOfTraces.isEmpty();
            filled = filled.replace("@" + key + "@", trace ? value.replace(takenOutOfTraces, "") : value);
        }
        return filled;
    }
}
