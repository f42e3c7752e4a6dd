/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON that stays JSON, however large or deep the value is. */
class JsonTest {
    private static final int CHARS = 2_000;

    @Test
    void writesEveryType() {
        Value<?> value = Value.of(
                KeyValue.of("a\"\\\n\u0001", Value.of(true)),
                KeyValue.of("b", Value.of(Value.of(1), Value.of(2.5), Value.of("x"), Value.empty())),
                KeyValue.of("c", Value.of(new byte[] {1, 2})),
                KeyValue.of("d", Value.of(Double.POSITIVE_INFINITY)));
        assertThat(Json.of(value, CHARS))
                .isEqualTo("{\"a\\\"\\\\\\n\\u0001\":true,\"b\":[1,2.5,\"x\",null],\"c\":\"AQI=\",\"d\":\"Infinity\"}");
    }

    @Test
    void aLongArrayTellsWhatIsMissing() {
        String json = Json.of(Collections.nCopies(10_000, 7L), CHARS);
        assertThat(json).hasSizeLessThanOrEqualTo(CHARS).startsWith("[7,7,").endsWith(")\"]");
        int written = json.split("7", -1).length - 1;
        assertThat(json).contains("\"…(+" + (10_000 - written) + ")\"");
    }

    @Test
    void aLongTextInsideTellsWhatIsMissingAlsoWhereEscapesMakeItLonger() {
        assertThat(Json.of(List.of("\u0001".repeat(10_000)), CHARS))
                .hasSizeLessThanOrEqualTo(CHARS)
                .matches("\\[\"(\\\\u0001)+…\\(\\+[0-9]+ chars\\)\"\\]");
    }

    @Test
    void aDeepValueEndsAtItsBound() {
        Value<?> value = Value.of(1);
        for (int i = 0; i < 2_000; i++) {
            value = Value.of(value);
        }
        String json = Json.of(value, CHARS);
        assertThat(json).isEqualTo("[".repeat(Json.DEPTH_MAX + 1) + "\"…(+1)\"" + "]".repeat(Json.DEPTH_MAX + 1));
    }
}
