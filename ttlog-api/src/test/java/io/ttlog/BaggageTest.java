/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the text of W3C Baggage. */
class BaggageTest {
    @Test
    void readsAndWritesTheHeader() {
        Baggage baggage = Baggage.parse("userId=alice , serverNode = DF%2028;secret;a=b,isProduction=false,empty=");
        assertThat(baggage.keys()).containsExactly("userId", "serverNode", "isProduction", "empty");
        assertThat(baggage.get("serverNode")).isEqualTo("DF 28");
        assertThat(baggage.get("empty")).isEmpty();
        assertThat(baggage.get("other")).isNull();
        assertThat(baggage.header()).isEqualTo("userId=alice,serverNode=DF%2028;secret;a=b,isProduction=false,empty=");
        assertThat(Baggage.parse(baggage.header())).isEqualTo(baggage).hasSameHashCodeAs(baggage);
    }

    @Test
    void takesAnyTextAsValue() {
        String value = "\u00e9\u4e2d\ud83d\ude00 \",;\\%=\r\n";
        Baggage baggage = Baggage.EMPTY.with("k", value);
        assertThat(baggage.header()).matches("k=[!-~&&[^\",;\\\\]]+");
        assertThat(Baggage.parse(baggage.header()).get("k")).isEqualTo(value);
        assertThat(Baggage.parse("k=50%").get("k")).isEqualTo("50%");
        assertThat(Baggage.parse("k=%4").get("k")).isEqualTo("%4");
        assertThat(Baggage.parse("k=%41").get("k")).isEqualTo("A");
    }

    @Test
    void leavesOutWhatIsNotValid() {
        assertThat(Baggage.parse(null)).isSameAs(Baggage.EMPTY);
        assertThat(Baggage.parse("no member,a b=1,=2,ok=3,\u00e9=4,v=\u00e9,w=a b")
                        .keys())
                .containsExactly("ok");
        assertThat(Baggage.parse("p=1;a\r\nSet-Cookie: b").isEmpty()).isTrue();
        assertThat(Baggage.EMPTY.with("a b", "1")).isSameAs(Baggage.EMPTY);
        assertThat(Baggage.EMPTY.with(null, "1").with("a", null).header()).isEmpty();
    }

    @Test
    void keepsTheLastOfTwoOfOneNameAndTakesAMemberOut() {
        assertThat(Baggage.parse("a=1,b=2,a=3").header()).isEqualTo("b=2,a=3");
        assertThat(Baggage.EMPTY.with("a", "1").with("a", "2").get("a")).isEqualTo("2");
        assertThat(Baggage.parse("a=1,b=2").without("a").header()).isEqualTo("b=2");
    }

    @Test
    void holdsNoMoreThan64MembersAnd8192Bytes() {
        String many = IntStream.range(0, 100).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
        assertThat(Baggage.parse(many).keys()).hasSize(Baggage.MEMBERS_MAX).contains("k0", "k63");
        Baggage full = Baggage.EMPTY.with("k", "v".repeat(Baggage.BYTES_MAX - 2));
        assertThat(full.header()).hasSize(Baggage.BYTES_MAX);
        assertThat(full.with("l", "")).isSameAs(full);
        assertThat(Baggage.EMPTY.with("k", "v".repeat(Baggage.BYTES_MAX - 1)).isEmpty())
                .isTrue();
        assertThat(Baggage.EMPTY.with("k", " ".repeat(Baggage.BYTES_MAX / 2)).isEmpty())
                .as("encoded, it is longer")
                .isTrue();
        assertThat(Baggage.parse("a=1," + "b=" + "v".repeat(9_000)).keys()).containsExactly("a");
        assertThat(Baggage.parse("b=" + "v".repeat(1_000_000)).isEmpty()).isTrue();
    }
}
