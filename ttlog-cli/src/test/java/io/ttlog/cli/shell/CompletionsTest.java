/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private final Completions completions = new Completions(() -> new Schema(Map.of(
            "logs",
            List.of(new Schema.Column("level", "TEXT", false), new Schema.Column("http.status", "LONG", true)),
            "spans",
            List.of(new Schema.Column("duration", "DURATION", false)))));

    private List<String> of(String text) {
        int cursor = text.indexOf('|');
        String before = text.substring(0, cursor);
        return completions.of(before + text.substring(cursor + 1), before);
    }

    @Test
    void knowsTablesAndKeywords() {
        assertThat(of("SELECT 1 FROM lo|")).containsExactly("logs");
        assertThat(of("se|")).containsExactly("SELECT");
        assertThat(of("SELECT 1 FROM zz|")).isEmpty();
    }

    @Test
    void knowsTheColumnsOfTablesThatAreNamedAlsoBehindTheCursor() {
        assertThat(of("SELECT le| FROM logs")).containsExactly("level", "LEFT JOIN");
        assertThat(of("SELECT HTTP.S| FROM logs")).containsExactly("http.status");
        assertThat(of("SELECT dur| FROM logs")).isEmpty();
        assertThat(of("SELECT (dur| FROM logs, spans")).containsExactly("duration");
    }

    @Test
    void knowsCommandsAndWhatTheyTake() {
        assertThat(of(".t|")).containsExactly(".tables", ".timer");
        assertThat(of(".mode j|")).containsExactly("json");
        assertThat(of(".schema s|")).containsExactly("spans");
        assertThat(of(".timer o|")).containsExactly("on", "off");
        assertThat(of(".help x|")).isEmpty();
    }
}
