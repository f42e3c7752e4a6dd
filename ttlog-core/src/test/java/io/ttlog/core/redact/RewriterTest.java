/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.management.ThreadMXBean;
import io.ttlog.Level;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.RecordCopy;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ExtendWith(SeededRandom.class)
class RewriterTest {
    private static final int RECORD_BYTES_MAX = 64 << 10;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private Rewriter rewriter = rewriter(Redaction.standard());

    private Rewriter rewriter(Redaction redaction) {
        return new Rewriter(redaction, symbols, RECORD_BYTES_MAX);
    }

    private EventEncoder log(String template) {
        return encoder.beginLog(
                Level.INFO,
                symbols.intern(template),
                symbols.intern("shop.Login"),
                symbols.intern("main"),
                symbols.intern("shop"),
                7);
    }

    private int key(String key) {
        return symbols.intern(key);
    }

    /** What the rewriter makes of the encoder's record. */
    private Event rewritten() {
        byte[] record = SampleEvents.record(encoder);
        byte[] copy = record.clone();
        int bytes = rewriter.rewrite(record, 0);
        assertThat(record).isEqualTo(copy);
        byte[] left = bytes == Rewriter.UNCHANGED ? record : Arrays.copyOf(rewriter.buffer(), bytes);
        EventReader reader = new EventReader().wrapChecked(left, 0, left.length, "rewritten", 0);
        return Event.of(reader, symbols::text, new EventText(symbols::text));
    }

    private Event.Log rewrittenLog() {
        return (Event.Log) rewritten();
    }

    private static Map<String, @Nullable Object> fields(Event event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        event.fields().forEach(field -> fields.put(field.key(), field.value()));
        return fields;
    }

    @Test
    void leavesARecordWithoutSecretsWhereItIs() {
        log("User {user_id} from {ip}").field(key("user_id"), 1L).field(key("ip"), "10.0.0.7");
        assertThat(rewriter.rewrite(SampleEvents.record(encoder), 0)).isEqualTo(Rewriter.UNCHANGED);
        assertThat(rewriter.redacted(Way.MASK)).isZero();
    }

    @Test
    void masksTheFieldOfAKeyAndSoTheMessage() {
        log("User {user} with {password}").field(key("user"), "ada").field(key("password"), "hunter2");
        Event.Log log = rewrittenLog();
        assertThat(fields(log)).containsExactly(entry("user", "ada"), entry("password", "***"));
        assertThat(log.message()).isEqualTo("User ada with ***");
        assertThat(log.template()).isEqualTo("User {user} with {password}");
        assertThat(rewriter.redacted(Way.MASK)).isEqualTo(1);
    }

    @Test
    void masksValuesOfAllTypesButNull() {
        log("all")
                .field(key("a_secret"), 12345L)
                .field(key("b_secret"), 1.5)
                .field(key("c_secret"), true)
                .field(key("d_secret"), new byte[] {1, 2})
                .fieldTimestamp(key("e_secret"), 1)
                .fieldDuration(key("f_secret"), 1)
                .fieldNull(key("g_secret"))
                .field(key("h_secret"), "");
        Event.Log log = rewrittenLog();
        assertThat(log.fields()).hasSize(8);
        assertThat(log.fields().stream().filter(field -> "***".equals(field.value()) && field.type() == ValueType.TEXT))
                .hasSize(7);
        assertThat(fields(log)).containsEntry("g_secret", null);
    }

    @Test
    void dropsAFieldAndCountsIt() {
        rewriter = rewriter(Redaction.none().keys(Way.DROP, "password"));
        log("with {password}").field(key("password"), "hunter2").field(key("a"), 1L);
        Event.Log log = rewrittenLog();
        assertThat(fields(log)).containsExactly(entry("a", 1L));
        assertThat(log.message()).isEqualTo("with {password}");
        assertThat(rewriter.redacted(Way.DROP)).isEqualTo(1);
    }

    @Test
    void letsEqualValuesLookAlike() {
        rewriter = rewriter(Redaction.none().keys(Way.HASH, "user*").detect(Way.HASH, Detector.NAMED_VALUE));
        log("a").field(key("user_id"), 12345L).field(key("user"), "12345").field(key("user2"), "12346");
        Event.Log log = rewrittenLog();
        Map<String, @Nullable Object> fields = fields(log);
        assertThat(fields.get("user_id"))
                .isEqualTo(fields.get("user"))
                .asString()
                .matches("#[0-9a-f]{16}");
        assertThat(fields.get("user2")).isNotEqualTo(fields.get("user"));
        log("").field(key("query"), "?user=12345&x=1");
        assertThat(fields(rewritten())).containsEntry("query", "?user=" + fields.get("user") + "&x=1");
    }

    @Test
    void redactsSpansAndLabelsOfMetrics() {
        encoder.beginSpan(SpanKind.SERVER, SpanStatus.ERROR, key("login"), 0, key("shop"), 1, 2, 3, 4, 5, 6);
        encoder.field(key("http.request.header.authorization"), "Bearer x").error("rejected Bearer x");
        Event.Span span = (Event.Span) rewritten();
        assertThat(fields(span)).containsExactly(entry("http.request.header.authorization", "***"));
        assertThat(span.error()).isEqualTo("rejected ***");
        assertThat(span.durationNanos()).isEqualTo(2);
        assertThat(span.parentId()).isEqualTo("0000000000000006");
        encoder.beginReading(MetricKind.COUNTER, key("logins"), key("shop"), 5, 42.0);
        encoder.field(key("token"), "abc");
        Event.Reading reading = (Event.Reading) rewritten();
        assertThat(reading.value()).isEqualTo(42.0);
        assertThat(fields(reading)).containsExactly(entry("token", "***"));
        encoder.beginHistogram(key("login_ms"), key("shop"), 6, 3, 6.5, 0.5, 4.0);
        encoder.field(key("token"), "abc");
        Event.Histogram histogram = (Event.Histogram) rewritten();
        assertThat(histogram.sum()).isEqualTo(6.5);
        assertThat(fields(histogram)).containsExactly(entry("token", "***"));
    }

    /** As of a text without a symbol, or of a bridge: the message was made of the fields, and is not made again. */
    @Test
    void findsTheValueInAMessageAndAnErrorThatWereMadeOfIt() {
        log("").field(key("password"), "hunter2")
                .field(key("pin_secret"), 7L)
                .field(key("cut_secret"), "x".repeat(200));
        encoder.message("hunter2, hunter, xhunter2x, pin 7, 77 of 7" + "x".repeat(50) + "…(+150 chars)")
                .error("java.lang.IllegalStateException: hunter2\n\tat shop.Login.run(Login.java:7)")
                .weight(3);
        Event.Log log = rewrittenLog();
        assertThat(log.message()).isEqualTo("***, hunter, x***x, pin ***, 77 of 7***…(+150 chars)");
        assertThat(log.error()).isEqualTo("java.lang.IllegalStateException: ***\n\tat shop.Login.run(Login.java:***)");
        assertThat(log.weight()).isEqualTo(3.0);
    }

    @Test
    void masksTheWholeMessageOfARecordWithTooManyValues() {
        log("");
        for (int i = 0; i <= ShownValues.VALUES_MAX; i++) {
            encoder.field(key("k" + i + "_secret"), "value-" + i);
        }
        encoder.message("it is value-16 and more");
        assertThat(rewrittenLog().message()).isEqualTo("***");
    }

    /** SLF4J's holes have no names of their own. */
    @Test
    void redactsTheValueOfAHoleBehindAName() {
        for (String text : new String[] {
            "login, password={}",
            "password: {}",
            "\"password\":\"{}\"",
            "Authorization: Bearer {}",
            "password=[{}]",
            "Password = {}"
        }) {
            log(text).field(key("arg0"), "hunter2");
            assertThat(rewrittenLog().message()).isEqualTo(text.replace("{}", "***"));
        }
        log("password is reset: {}").field(key("arg0"), "done");
        assertThat(rewrittenLog().message()).isEqualTo("password is reset: done");
        log("{} tries, password={p}").field(key("arg0"), 3L).field(key("p"), "hunter2");
        assertThat(rewrittenLog().message()).isEqualTo("3 tries, password=***");
    }

    @Test
    void masksOnlyTheMatchOfADetector() {
        rewriter = rewriter(Redaction.standard().detectAll(Way.MASK));
        log("call {url}")
                .field(key("url"), "https://ada:hunter2@host/x")
                .field(key("body"), "{\"card\":\"4111 1111 1111 1111\",\"n\":1}")
                .error("java.io.IOException: no token " + ScannerTest.JWT + " here");
        Event.Log log = rewrittenLog();
        assertThat(fields(log))
                .containsExactly(entry("url", "https://ada:***@host/x"), entry("body", "{\"card\":\"***\",\"n\":1}"));
        assertThat(log.message()).isEqualTo("call https://ada:***@host/x");
        assertThat(log.error()).isEqualTo("java.io.IOException: no token *** here");
        assertThat(rewriter.redacted(Way.MASK)).isEqualTo(3);
    }

    @Test
    void dropsTheFieldThatHoldsAMatchAndCutsItOutOfTexts() {
        rewriter = rewriter(Redaction.none().detect(Way.DROP, Detector.CARD_NUMBER));
        log("").field(key("a"), "4111111111111111!").field(key("b"), 1L).message("paid 4111111111111111, ok");
        Event.Log log = rewrittenLog();
        assertThat(fields(log)).containsExactly(entry("b", 1L));
        assertThat(log.message()).isEqualTo("paid , ok");
        assertThat(rewriter.redacted(Way.DROP)).isEqualTo(2);
    }

    @Test
    void replacesNamesThatHoldSecrets() {
        rewriter = rewriter(Redaction.standard().detectAll(Way.MASK));
        encoder.beginLog(
                Level.INFO,
                key("login with password=hunter2 {n}"),
                key("logger 4111111111111111"),
                key("GET /?token=hunter2"),
                key("shop"),
                7);
        encoder.field(key("key " + ScannerTest.JWT), "value").field(key("n"), 1L);
        Event.Log log = rewrittenLog();
        assertThat(log.template()).isEqualTo("login with password=*** {n}");
        assertThat(log.message()).isEqualTo("login with password=*** 1");
        assertThat(log.logger()).isEqualTo("logger ***");
        assertThat(log.thread()).isEqualTo("GET /?token=***");
        assertThat(fields(log)).containsExactly(entry("key ***", "value"), entry("n", 1L));
        encoder.beginSpan(SpanKind.CLIENT, SpanStatus.OK, key("GET https://a:b@c"), 0, 0, 1, 2, 3, 4, 5, 6);
        assertThat(((Event.Span) rewritten()).name()).isEqualTo("GET https://a:***@c");
    }

    @Test
    void keepsNamesOfTemplatesThatHoldNoSecret() {
        rewriter = rewriter(Redaction.standard().detectAll(Way.MASK));
        log("password={password} \"token\":\"{}\" https://{user}:{pass}@host").field(key("password"), "x");
        assertThat(rewrittenLog().template())
                .isEqualTo("password={password} \"token\":\"{}\" https://{user}:{pass}@host");
    }

    @Test
    void dropsInsteadOfGrowingBeyondTheLargestRecord() {
        Rewriter small = new Rewriter(Redaction.standard(), symbols, 1_024);
        log("");
        for (int i = 0; i < 60; i++) {
            encoder.field(key("k" + i + "_secret"), "");
        }
        for (int i = 0; encoder.bytes() + 16 <= 1_024; i++) {
            encoder.field(key("p" + i), 1L);
        }
        byte[] record = SampleEvents.record(encoder);
        int bytes = small.rewrite(record, 0);
        assertThat(bytes).isBetween(1, record.length);
        assertThat(new EventReader()
                        .wrapChecked(small.buffer(), 0, bytes, "small", 0)
                        .fieldCount())
                .isLessThan(60);
        assertThat(small.redacted(Way.DROP)).isEqualTo(60);
        assertThat(small.redacted(Way.MASK)).isZero();
    }

    /** Random events of all kinds with a secret in denied fields, and in messages and errors that show them. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void letsNoSecretThrough(Way way, Random random) {
        rewriter = rewriter(Redaction.none().keys(way, "denied*").detectAll(way));
        SampleEvents events = new SampleEvents(symbols);
        EventReader reader = new EventReader();
        for (int i = 0; i < 5_000; i++) {
            byte[] record = events.random(random);
            if (reader.wrap(record, 0).signal() == Signal.GAP) {
                continue;
            }
            String secret = "s3cr3t-" + Integer.toHexString(random.nextInt());
            byte[] planted = plant(record, secret, random);
            int bytes = rewriter.rewrite(planted, 0);
            assertThat(bytes).isPositive();
            byte[] left = Arrays.copyOf(rewriter.buffer(), bytes);
            reader.wrapChecked(left, 0, bytes, "rewritten", 0);
            assertThat(new String(left, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
            assertThat(rewriter.rewrite(left, 0))
                    .satisfiesAnyOf(
                            again -> assertThat(again).isEqualTo(Rewriter.UNCHANGED),
                            again -> assertThat(Arrays.copyOf(rewriter.buffer(), again))
                                    .isNotNull());
        }
    }

    /** The record with the secret in a denied field at a random place, and in its texts. */
    private byte[] plant(byte[] record, String secret, Random random) {
        EventReader from = new EventReader().wrap(record, 0);
        RecordCopy copy = new RecordCopy(RECORD_BYTES_MAX);
        byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
        copy.begin(from);
        int at = random.nextInt(from.fieldCount() + 1);
        for (int i = 0; i <= from.fieldCount(); i++) {
            if (i == at) {
                copy.beginText(key("denied" + random.nextInt(5)));
                copy.append(bytes, 0, bytes.length);
                copy.endText();
            }
            if (from.nextField()) {
                copy.field(from.fieldKey(), from);
            }
        }
        copy.append(from.buffer(), from.fieldEnd(), from.messageOffset()); // the buckets of a histogram
        if (from.hasMessage()) {
            copy.beginMessage();
            plantInto(copy, from, from.messageOffset(), bytes, random);
        }
        if (from.hasError()) {
            copy.beginError();
            plantInto(copy, from, from.errorOffset(), bytes, random);
        }
        return Arrays.copyOf(copy.buffer(), copy.end(from));
    }

    private static void plantInto(RecordCopy copy, EventReader from, int offset, byte[] secret, Random random) {
        int length = EventFormat.getInt(from.buffer(), offset);
        int start = offset + Integer.BYTES;
        int at = start + random.nextInt(length + 1);
        copy.append(from.buffer(), start, at);
        copy.append(secret, 0, secret.length);
        copy.append(from.buffer(), at, start + length);
        copy.endText();
    }

    /** With a key that no record has: every record has to come out of a copy as it went in. */
    @Test
    void copiesEverythingElseAsItIs(Random random) {
        SampleEvents events = new SampleEvents(symbols);
        Rewriter copying = rewriter(Redaction.none().keys(Way.DROP, "denied"));
        for (int i = 0; i < 5_000; i++) {
            byte[] record = events.random(random);
            EventReader reader = new EventReader().wrap(record, 0);
            if (reader.signal() == Signal.GAP) {
                continue;
            }
            Event before = Event.of(reader, symbols::text, new EventText(symbols::text));
            byte[] planted = plantField(record);
            int bytes = copying.rewrite(planted, 0);
            byte[] left = Arrays.copyOf(copying.buffer(), bytes);
            assertThat(left).isEqualTo(record);
            reader.wrapChecked(left, 0, bytes, "copied", 0);
            assertThat(Event.of(reader, symbols::text, new EventText(symbols::text)))
                    .isEqualTo(before);
        }
    }

    private byte[] plantField(byte[] record) {
        EventReader from = new EventReader().wrap(record, 0);
        RecordCopy copy = new RecordCopy(RECORD_BYTES_MAX);
        copy.begin(from);
        copy.beginText(key("denied"));
        copy.endText();
        while (from.nextField()) {
            copy.field(from.fieldKey(), from);
        }
        copy.append(record, from.fieldEnd(), from.messageOffset()); // the buckets of a histogram
        if (from.hasMessage()) {
            copy.beginMessage();
            int at = from.messageOffset();
            copy.append(record, at + 4, at + 4 + EventFormat.getInt(record, at));
            copy.endText();
        }
        if (from.hasError()) {
            copy.beginError();
            int at = from.errorOffset();
            copy.append(record, at + 4, at + 4 + EventFormat.getInt(record, at));
            copy.endText();
        }
        return Arrays.copyOf(copy.buffer(), copy.end(from));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void allocatesNothingInTheSteadyState(Way way) {
        rewriter = rewriter(Redaction.none().keys(way, "*password").detectAll(way));
        log("User {user} with {password}")
                .field(key("user"), "ada")
                .field(key("password"), "hunter2")
                .field(key("n_password"), 12345L)
                .field(key("url"), "https://ada:hunter2@host/x " + ScannerTest.JWT)
                .message("it was hunter2")
                .error("java.io.IOException: hunter2");
        byte[] record = SampleEvents.record(encoder);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                rewriter.rewrite(record, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(rewriter.redacted(way)).isGreaterThanOrEqualTo(20_000 * 3);
        assertThat(least).isLessThan(100); // the measurement itself
    }
}
