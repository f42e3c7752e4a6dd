/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TemplateTextsTest extends ColumnEncodingContract {
    /** What slots must give back as it was: each looks like a number, a time, an identifier or an escape, or nearly. */
    private static final String[] WORDS = {
        "",
        "0",
        "-0",
        "-1",
        "00",
        "007",
        "+5",
        "999999999999999999",
        "1000000000000000000",
        "-999999999999999999",
        "12345678901234567890123",
        "0.5",
        "1e9",
        "\u0661\u0662\u0663\u0664\u0665",
        "\uFF11\uFF12",
        "12:08:08",
        "99:59:59",
        "12:60:08",
        "1:02:03",
        "12:08:08.5",
        "12:08:08,123",
        "12:08:08.1234567890",
        "2020-07-22T04:02:32.402Z",
        "6656c3da-ba79-4e84-9872-642135434bfa",
        "6656C3DA-BA79-4E84-9872-642135434BFA",
        "6656c3da-BA79-4e84-9872-642135434bfa",
        "deadbeefdeadbeef",
        "DEADBEEFDEADBEEF",
        "DeadBeefdeadbeef",
        "deadbeefdeadbeefa",
        "1234567890123456",
        "0xdeadbeef",
        "C:\\Windows\\System32",
        "a\"b",
        "\"",
        "\\",
        "\\\\",
        "{",
        "}",
        "nanjing",
        "\uD800",
        "\uDC00x",
        "\u0000",
        "\t",
        "\r\n",
        "x".repeat(300),
        "G1234",
        "/tmp/kafka-logs/test-5/00000000000000819803.index",
        "\uD83D\uDE00",
        "null"
    };

    private static final String[] SHAPES = {
        "%s", "seat %s of %s", "User %s: logged in\r\nfrom: %s\r\n", "{\"key\":\"%s\",\"n\":%s}",
                "{\"m\":\"A: %s\\r\\nB: %s\"}",
        "GET \"%s\" took %s ms", "[%s, %s]", "%s%s", "name=%s;value=%s", "\n: %s\n: %s"
    };

    @Override
    protected ColumnEncoding encoding() {
        return new TemplateTexts();
    }

    @Override
    protected int samplesTakenMin() {
        return 12;
    }

    private static long seed() {
        return Long.getLong("ttlog.seed", System.nanoTime());
    }

    private static BinaryValues values(List<byte[]> texts) {
        ByteWriter bytes = new ByteWriter();
        int[] offsets = new int[texts.size() + 1];
        int[] ids = new int[texts.size()];
        for (int i = 0; i < texts.size(); i++) {
            bytes.putBytes(texts.get(i), 0, texts.get(i).length);
            offsets[i + 1] = bytes.length();
            ids[i] = i;
        }
        return new BinaryValues(bytes.toArray(), offsets, texts.size(), ids, texts.size());
    }

    private static List<String> list(BinaryValues values) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < values.count(); i++) {
            int id = values.ids()[i];
            list.add(
                    java.util.HexFormat.of().formatHex(values.bytes(), values.offsets()[id], values.offsets()[id + 1]));
        }
        return list;
    }

    private static byte[] encoded(BinaryValues values) {
        ByteWriter target = new ByteWriter();
        assertThat(new TemplateTexts().encode(values, target)).isTrue();
        return target.toArray();
    }

    private static BinaryValues decoded(byte[] bytes, int count) {
        return (BinaryValues) new TemplateTexts().decode(new ByteReader(bytes, 0, bytes.length, "test", 0), count);
    }

    private static void assertComesBack(List<byte[]> texts, String why) {
        BinaryValues values = values(texts);
        assertThat(list(decoded(encoded(values), texts.size()))).as(why).isEqualTo(list(values));
    }

    private static List<byte[]> texts(Random random, int count, int shapes, int words) {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String shape = SHAPES[random.nextInt(shapes)];
            String first = WORDS[random.nextInt(words)];
            String second = random.nextInt(3) == 0
                    ? Long.toString(random.nextLong() >> random.nextInt(64))
                    : WORDS[random.nextInt(WORDS.length)];
            texts.add(Wtf8.encode(shape.replaceFirst("%s", quoted(first)).replaceFirst("%s", quoted(second))));
        }
        return texts;
    }

    private static String quoted(String word) {
        return java.util.regex.Matcher.quoteReplacement(word);
    }

    @Test
    void wordsThatLookLikeSomethingElseComeBack() {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<byte[]> texts = texts(
                    random,
                    1 + random.nextInt(800),
                    1 + random.nextInt(SHAPES.length),
                    1 + random.nextInt(WORDS.length));
            assertComesBack(texts, "-Dttlog.seed=" + seed + " round " + round);
        }
    }

    @Test
    void eachPairOfWordsSharesASlot() {
        for (String shape : SHAPES) {
            for (String first : WORDS) {
                for (String second : WORDS) {
                    List<byte[]> texts = new ArrayList<>();
                    for (String word : List.of(first, second, first)) {
                        texts.add(Wtf8.encode(
                                shape.replaceFirst("%s", quoted(word)).replaceFirst("%s", "7")));
                    }
                    assertComesBack(texts, shape + " with " + first + " and " + second);
                }
            }
        }
    }

    @Test
    void bytesThatAreNoTextComeBack() {
        long seed = seed();
        Random random = new Random(seed);
        byte[] alphabet = "0123456789abcdefABCDEF:-.\\\"{}\r\n \t,\0\u00ff\u0080z"
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 200; round++) {
            List<byte[]> texts = new ArrayList<>();
            int count = 1 + random.nextInt(50);
            for (int i = 0; i < count; i++) {
                byte[] text = new byte[random.nextInt(60)];
                for (int at = 0; at < text.length; at++) {
                    text[at] = alphabet[random.nextInt(alphabet.length)];
                }
                texts.add(text);
            }
            assertComesBack(texts, "-Dttlog.seed=" + seed + " round " + round);
        }
    }

    @Test
    void numbersTimesAndListsComeBack() {
        Random random = new Random(5);
        List<byte[]> texts = new ArrayList<>();
        List<Integer> seats = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            seats.add(random.nextInt());
            if (seats.size() > 40) {
                seats.remove(0);
            }
            texts.add(Wtf8.encode("at 12:" + (10 + i / 60 % 50) + ":" + (10 + i % 50) + "." + (100 + i % 900)
                    + " offset " + String.format("%020d", 819_803L * i) + " took " + (random.nextInt(2000) - 1000)
                    + " of " + seats));
        }
        assertComesBack(texts, "lists");
        int plain = texts.stream().mapToInt(text -> text.length).sum();
        assertThat(encoded(values(texts)).length).isLessThan(plain / 10);
    }

    @Test
    void longWordsWithTemplatesOfTheirOwnComeBack() {
        Random random = new Random(7);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String payload =
                    "ParameterBinding(New-Object): name=" + WORDS[random.nextInt(8)] + " value=" + random.nextInt()
                            + " a text that goes on for long enough to be a word of its own, ".repeat(4) + i % 17;
            texts.add(Wtf8.encode("{\"RecordNumber\":" + i + ",\"Payload\":\"" + payload + "\",\"again\":\""
                    + (i % 3 == 0 ? payload : "no") + "\"}"));
        }
        assertComesBack(texts, "long words");
        assertThat(encoded(values(texts)).length).isLessThan(2000 * 12);
    }

    @Test
    void aNumberOfMoreDigitsThanItsSlotIsRefused() {
        Random random = new Random(9);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            texts.add(Wtf8.encode("seat " + String.format("%05d", random.nextInt(100_000)) + " is free"));
        }
        byte[] bytes = encoded(values(texts));
        int digitsAt = 5; // template count, message count, slot count, kind and mode, parent
        assertThat(bytes[digitsAt]).isEqualTo((byte) 5);
        bytes[digitsAt] = 2;
        assertThatThrownBy(() -> decoded(bytes, texts.size()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("in a slot of kind");
    }

    @Test
    void aTextOfMoreWordsThanAreLookedAtComesBack() {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add(Wtf8.encode("w" + i + " a1 b2 ".repeat(TextScan.WORDS_MAX) + i));
        }
        assertComesBack(texts, "many words");
    }

    @Test
    void textsThatHaveNothingInCommonAreGivenUp() {
        Random random = new Random(3);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 8; word++) {
                text.append((char) ('a' + random.nextInt(26))).append(" ,;:=()[]{}<>|".charAt(random.nextInt(14)));
            }
            texts.add(Wtf8.encode(text.toString()));
        }
        assertThat(new TemplateTexts().encode(values(texts), new ByteWriter())).isFalse();
    }

    @Test
    void aChangedByteEndsInAnErrorOrInThatManyTexts() {
        List<byte[]> texts = texts(new Random(11), 300, SHAPES.length, WORDS.length);
        byte[] bytes = encoded(values(texts));
        int refused = 0;
        for (int at = 0; at < bytes.length; at++) {
            for (int change : new int[] {1, 0x80, 0xFF}) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) change;
                try {
                    assertThat(list(decoded(changed, texts.size()))).hasSize(texts.size());
                } catch (CorruptDataException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 2);
    }
}
