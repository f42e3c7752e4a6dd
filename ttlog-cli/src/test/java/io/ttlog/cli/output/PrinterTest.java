/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrinterTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("timestamp", QueryResult.Type.TIMESTAMP),
            new Column("duration", QueryResult.Type.DURATION),
            new Column("n", QueryResult.Type.LONG),
            new Column("d", QueryResult.Type.DOUBLE),
            new Column("b", QueryResult.Type.BOOLEAN),
            new Column("id", QueryResult.Type.BYTES),
            new Column("attrs", QueryResult.Type.JSON),
            new Column("text", QueryResult.Type.TEXT),
            new Column("none", QueryResult.Type.TEXT));
    private static final QueryResult EACH_TYPE = FixedResult.row(
            COLUMNS,
            Instant.parse("2023-01-30T11:51:31.9Z"),
            Duration.ofNanos(1_500_000_001),
            Long.MIN_VALUE,
            0.1,
            true,
            new byte[] {0, (byte) 0xAB},
            "{\"a\":[1,null]}",
            "say \"hi\", there",
            null);

    private static String print(ResultPrinter printer, QueryResult result) throws IOException {
        StringBuilder out = new StringBuilder();
        printer.print(result, out);
        return out.toString();
    }

    private static String json(QueryResult.Type type, Object value) throws IOException {
        String text = print(Format.ndjson.printer(0), FixedResult.of("x", type, value));
        assertThat(text).startsWith("{\"x\":").endsWith("}\n");
        return text.substring("{\"x\":".length(), text.length() - 2);
    }

    private static String csv(@Nullable Object value) throws IOException {
        return print(Format.csv.printer(0), FixedResult.of("x", QueryResult.Type.TEXT, value))
                .substring("x\r\n".length());
    }

    @Test
    void printsEachTypeAsJson() throws IOException {
        assertThat(print(Format.json.printer(0), EACH_TYPE))
                .isEqualTo("[\n{\"timestamp\":\"2023-01-30T11:51:31.900000000Z\",\"duration\":1500000001,"
                        + "\"n\":-9223372036854775808,\"d\":0.1,\"b\":true,\"id\":\"00ab\",\"attrs\":{\"a\":[1,null]},"
                        + "\"text\":\"say \\\"hi\\\", there\",\"none\":null}\n]\n");
    }

    @Test
    void printsEachTypeAsCsv() throws IOException {
        assertThat(print(Format.csv.printer(0), EACH_TYPE))
                .isEqualTo("timestamp,duration,n,d,b,id,attrs,text,none\r\n2023-01-30T11:51:31.900000000Z,1500000001,"
                        + "-9223372036854775808,0.1,true,00ab,\"{\"\"a\"\":[1,null]}\",\"say \"\"hi\"\", there\",\r\n");
    }

    @Test
    void printsEachTypeAsATable() throws IOException {
        assertThat(print(Format.table.printer(Integer.MAX_VALUE), EACH_TYPE)).isEqualTo("""
                timestamp                       duration                     n    d  b     id    attrs           text             none
                ------------------------------  --------  --------------------  ---  ----  ----  --------------  ---------------  ----
                2023-01-30T11:51:31.900000000Z    1.500s  -9223372036854775808  0.1  true  00ab  {"a":[1,null]}  say "hi", there
                (1 row)
                """);
    }

    @Test
    void printsEachTypeInABox() throws IOException {
        assertThat(print(Format.box.printer(12), EACH_TYPE)).isEqualTo("""
                ┌───────────────┬──────────┬───────────────┬─────┬──────┬──────┬───────────────┬───────────────┬──────┐
                │ timestamp     │ duration │             n │   d │ b    │ id   │ attrs         │ text          │ none │
                ├───────────────┼──────────┼───────────────┼─────┼──────┼──────┼───────────────┼───────────────┼──────┤
                │ 2023-01-30T1… │   1.500s │ -92233720368… │ 0.1 │ true │ 00ab │ {"a":[1,null… │ say "hi", th… │      │
                └───────────────┴──────────┴───────────────┴─────┴──────┴──────┴───────────────┴───────────────┴──────┘
                (1 row)
                """);
    }

    @Test
    void printsEachTypeALine() throws IOException {
        assertThat(print(Format.line.printer(Integer.MAX_VALUE), EACH_TYPE)).isEqualTo("""
                timestamp = 2023-01-30T11:51:31.900000000Z
                 duration = 1.500s
                        n = -9223372036854775808
                        d = 0.1
                        b = true
                       id = 00ab
                    attrs = {"a":[1,null]}
                     text = say "hi", there
                     none =
                """);
        assertThat(print(Format.line.printer(9), FixedResult.of("x", QueryResult.Type.LONG, 1L, 2L)))
                .isEqualTo("x = 1\n\nx = 2\n");
    }

    @Test
    void printsTabSeparatedValues() throws IOException {
        QueryResult result = FixedResult.row(COLUMNS.subList(6, 9), "{\"a\":1}", "a\tb\nc\rd\\e", null);
        assertThat(print(Format.tsv.printer(0), result))
                .isEqualTo("attrs\ttext\tnone\n{\"a\":1}\ta\\tb\\nc\\rd\\\\e\t\\N\n");
        assertThat(print(Format.tsv.printer(0), FixedResult.of("x", QueryResult.Type.TEXT, "")))
                .isEqualTo("x\n\n");
    }

    @Test
    void printsMarkdownThatKeepsItsColumns() throws IOException {
        List<Column> columns =
                List.of(new Column("n", QueryResult.Type.LONG), new Column("a|b", QueryResult.Type.TEXT));
        assertThat(print(Format.markdown.printer(0), FixedResult.row(columns, 7L, "x|\\<y>\nz")))
                .isEqualTo("""
                |   n | a\\|b            |
                | --: | --------------- |
                |   7 | x\\|\\\\&lt;y>\\\\nz |
                """);
    }

    @Test
    void printsNoRows() throws IOException {
        QueryResult none = FixedResult.of("x", QueryResult.Type.LONG);
        assertThat(print(Format.json.printer(0), none)).isEqualTo("[]\n");
        assertThat(print(Format.ndjson.printer(0), none)).isEmpty();
        assertThat(print(Format.csv.printer(0), none)).isEqualTo("x\r\n");
        assertThat(print(Format.tsv.printer(0), none)).isEqualTo("x\n");
        assertThat(print(Format.line.printer(10), none)).isEmpty();
        assertThat(print(Format.box.printer(10), none)).isEqualTo("┌───┐\n│ x │\n├───┤\n└───┘\n(0 rows)\n");
        assertThat(print(Format.markdown.printer(10), none)).isEqualTo("|   x |\n| --: |\n");
        assertThat(print(Format.table.printer(10), none)).isEqualTo("x\n-\n(0 rows)\n");
    }

    @Test
    void printsAnObjectALine() throws IOException {
        assertThat(print(Format.ndjson.printer(0), FixedResult.of("x", QueryResult.Type.LONG, 1L, null, 3L)))
                .isEqualTo("{\"x\":1}\n{\"x\":null}\n{\"x\":3}\n");
        assertThat(print(Format.json.printer(0), FixedResult.of("x", QueryResult.Type.LONG, 1L, 2L)))
                .isEqualTo("[\n{\"x\":1},\n{\"x\":2}\n]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, '\"NaN\"'",
        "Infinity, '\"Infinity\"'",
        "-Infinity, '\"-Infinity\"'",
        "-0.0, -0.0",
        "1e300, 1.0E300",
        "4.9e-324, 4.9E-324"
    })
    void printsDoublesAsJsonCan(double value, String expected) throws IOException {
        assertThat(json(QueryResult.Type.DOUBLE, value)).isEqualTo(expected);
        assertThat(json(QueryResult.Type.ANY, value)).isEqualTo(expected);
    }

    @Test
    void printsValuesOfColumnsOfAnyTypeAsWhatTheyAre() throws IOException {
        assertThat(json(QueryResult.Type.ANY, 9_007_199_254_740_993L)).isEqualTo("9007199254740993");
        assertThat(json(QueryResult.Type.ANY, "12")).isEqualTo("\"12\"");
        assertThat(json(QueryResult.Type.ANY, Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00.000000000Z\"");
        assertThat(json(QueryResult.Type.ANY, Duration.ofNanos(-5))).isEqualTo("-5");
        assertThat(json(QueryResult.Type.ANY, false)).isEqualTo("false");
    }

    @Test
    void printsTheWholeRangeOfTimestampsAndDurations() throws IOException {
        long max = Long.MAX_VALUE;
        assertThat(json(QueryResult.Type.TIMESTAMP, Instant.ofEpochSecond(max / 1_000_000_000, max % 1_000_000_000)))
                .isEqualTo("\"2262-04-11T23:47:16.854775807Z\"");
        assertThat(json(QueryResult.Type.TIMESTAMP, Instant.ofEpochSecond(0, Long.MIN_VALUE)))
                .isEqualTo("\"1677-09-21T00:12:43.145224192Z\"");
        assertThat(json(QueryResult.Type.DURATION, Duration.ofNanos(Long.MIN_VALUE)))
                .isEqualTo("-9223372036854775808");
        assertThat(json(QueryResult.Type.DURATION, Duration.ofNanos(Long.MAX_VALUE)))
                .isEqualTo("9223372036854775807");
    }

    @Test
    void escapesInJsonWhatMayNotStandThere() throws IOException {
        assertThat(json(QueryResult.Type.TEXT, "\"\\/\b\f\n\r\t\u0000\u001f\u007f é \uD83D\uDE00"))
                .isEqualTo("\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\\u007f é \uD83D\uDE00\"");
    }

    @Test
    void escapesLoneSurrogatesInJsonBecauseNoUtf8HoldsThem() throws IOException {
        assertThat(json(QueryResult.Type.TEXT, "a\uD83D")).isEqualTo("\"a\\ud83d\"");
        assertThat(json(QueryResult.Type.TEXT, "\uDE00b")).isEqualTo("\"\\ude00b\"");
        assertThat(json(QueryResult.Type.TEXT, "\uDE00\uD83D")).isEqualTo("\"\\ude00\\ud83d\"");
    }

    @Test
    void printsJsonThatAnyParserReadsBack() throws IOException {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int n = 0; n < 2_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x1_0000)));
            }
            byte[] printed = json(QueryResult.Type.TEXT, text.toString()).getBytes(StandardCharsets.UTF_8);
            try (JsonParser parser = new JsonFactory().createParser(new String(printed, StandardCharsets.UTF_8))) {
                parser.nextToken();
                assertThat(parser.getText()).as("-Dttlog.seed=%d", seed).isEqualTo(text.toString());
            }
        }
    }

    @Test
    void tellsColumnsOfTheSameNameApart() throws IOException {
        List<Column> columns = List.of(
                new Column("a", QueryResult.Type.LONG),
                new Column("a", QueryResult.Type.LONG),
                new Column("a_2", QueryResult.Type.LONG));
        assertThat(print(Format.ndjson.printer(0), FixedResult.row(columns, 1L, 2L, 3L)))
                .isEqualTo("{\"a\":1,\"a_2\":2,\"a_2_2\":3}\n");
    }

    @Test
    void quotesInCsvWhatWouldBeReadOtherwise() throws IOException {
        assertThat(csv("plain text")).isEqualTo("plain text\r\n");
        assertThat(csv("a,b")).isEqualTo("\"a,b\"\r\n");
        assertThat(csv("a\"b")).isEqualTo("\"a\"\"b\"\r\n");
        assertThat(csv("a\nb")).isEqualTo("\"a\nb\"\r\n");
        assertThat(csv("a\rb")).isEqualTo("\"a\rb\"\r\n");
        assertThat(csv("")).as("the empty text").isEqualTo("\"\"\r\n");
        assertThat(csv(null)).as("null").isEqualTo("\r\n");
    }

    @Test
    void keepsATableInItsColumns() throws IOException {
        assertThat(print(
                        Format.table.printer(Integer.MAX_VALUE),
                        FixedResult.of("x", QueryResult.Type.TEXT, "a\nb\tc\u001b[31m", "\uD83D\uDE00")))
                .isEqualTo("x\n------------\na\\nb\\tc [31m\n\uD83D\uDE00\n(2 rows)\n");
    }

    @Test
    void cutsWideCellsOfATableWhenAskedAndNeverWithinACharacter() throws IOException {
        String wide = "x".repeat(9) + "\uD83D\uDE00yz";
        assertThat(print(Format.table.printer(10), FixedResult.of("c", QueryResult.Type.TEXT, wide)))
                .contains("x".repeat(9) + "…\n");
        assertThat(print(Format.table.printer(11), FixedResult.of("c", QueryResult.Type.TEXT, wide)))
                .contains("x".repeat(9) + "\uD83D\uDE00…\n");
        assertThat(print(
                        Format.table.printer(Integer.MAX_VALUE),
                        FixedResult.of("c", QueryResult.Type.TEXT, wide.repeat(100))))
                .contains(wide.repeat(100));
    }
}
