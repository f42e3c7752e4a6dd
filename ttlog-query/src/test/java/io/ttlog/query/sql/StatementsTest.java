/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {
    private static List<String> texts(String script) {
        return Statements.of(script).stream().map(Statements.Statement::text).toList();
    }

    @Test
    void cutsAtSemicolons() {
        assertThat(texts("SELECT 1; SELECT 2 ;\n\nSELECT 3")).containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @Test
    void keepsSemicolonsOfTextsNamesAndComments() {
        assertThat(texts("SELECT ';', 'it''s;', \"a;\"\"b\" -- no; end\n, 2 /* ; */; SELECT 3"))
                .containsExactly("SELECT ';', 'it''s;', \"a;\"\"b\" -- no; end\n, 2 /* ; */", "SELECT 3");
    }

    @Test
    void passesOverWhatIsEmpty() {
        assertThat(texts("")).isEmpty();
        assertThat(texts(" ;; -- nothing\n ; /* nothing */ \n;")).isEmpty();
    }

    @Test
    void tellsAtWhichLineAStatementBegins() {
        assertThat(Statements.of("\n-- first\nSELECT 1;\n\n SELECT\n2; SELECT 3"))
                .extracting(Statements.Statement::line)
                .containsExactly(3, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "SELECT 1; SELECT", "SELECT ';", "SELECT \";", "/* ;", "SELECT 1; /*", "'"})
    void isOpenUntilTheLastSemicolon(String script) {
        assertThat(Statements.isOpen(script)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "SELECT 1;", "SELECT ';'; -- comment", "SELECT 1; /* comment */", "-- ';"})
    void isNotOpenBehindTheLastSemicolon(String script) {
        assertThat(Statements.isOpen(script)).isFalse();
    }
}
