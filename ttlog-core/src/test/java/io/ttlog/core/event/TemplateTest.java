/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    @Test
    void holesNameColumns() {
        Template template = Template.parse("User {user_id} logged in from {net.peer-ip}.");

        assertThat(template.holes()).containsExactly("user_id", "net.peer-ip");
        assertThat(template.literals()).containsExactly("User ", " logged in from ", ".");
        assertThat(template.key(1)).isEqualTo("net.peer-ip");
        assertThat(template.key(2)).isEqualTo("arg2");
    }

    @Test
    void holesAtTheEdgesAndSideBySide() {
        Template template = Template.parse("{a}{b}");

        assertThat(template.holes()).containsExactly("a", "b");
        assertThat(template.literals()).containsExactly("", "", "");
    }

    @Test
    void holesWithoutANameAreNumberedByPosition() {
        assertThat(Template.parse("{} {x} {}").holes()).containsExactly("arg0", "x", "arg2");
    }

    @Test
    void aNameIsUsedOnce() {
        assertThat(Template.parse("{x} {x} {x_2} {x}").holes()).containsExactly("x", "x_2", "x_2_2", "x_3");
        assertThat(Template.parse("{arg1} {}").holes()).containsExactly("arg1", "arg1_2");
        assertThat(Template.parse("{arg1}").key(1)).isEqualTo("arg1_2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no hole", "{", "}", "{a b}", "{1}", "{-x}", "{ä}", "{a", "{{", "}{", "{\"k\": 1}", "{ }"})
    void otherBracesAreText(String text) {
        assertThat(Template.parse(text).holes()).isEmpty();
        assertThat(Template.parse(text).literals()).containsExactly(text);
    }

    @Test
    void aBraceBeforeAHoleIsText() {
        Template template = Template.parse("{{x}}");
        assertThat(template.holes()).containsExactly("x");
        assertThat(template.literals()).containsExactly("{", "}");
    }

    @Test
    void holesBeyondTheMostAreText() {
        String text = "{x}".repeat(100_000);
        Template template = Template.parse(text);

        assertThat(template.holes()).hasSize(Template.HOLES_MAX).doesNotHaveDuplicates();
        assertThat(template.literals().get(Template.HOLES_MAX)).isEqualTo(text.substring(3 * Template.HOLES_MAX));
    }

    @Test
    void messagesAreRenderedFromTheFieldsThatTheHolesName() {
        assertThat(render("User {id} from {ip}!", "ip", "1.2.3.4", "id", "7")).isEqualTo("User 7 from 1.2.3.4!");
    }

    @Test
    void aHoleWithoutAFieldShowsItsName() {
        assertThat(render("User {id} from {ip}", "id", "7")).isEqualTo("User 7 from {ip}");
    }

    @Test
    void theFirstFieldOfANameFillsItsHole() {
        assertThat(render("{x}", "x", "one", "x", "two")).isEqualTo("one");
    }

    @Test
    void bracesInValuesStayText() {
        assertThat(render("{a} {b}", "a", "{b}", "b", "{}")).isEqualTo("{b} {}");
    }

    @Test
    void moreTemplatesThanAreRememberedRenderRight() {
        Symbols symbols = new Symbols();
        EventText text = new EventText(symbols::text);
        EventEncoder encoder = new EventEncoder();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < EventText.TEMPLATES_MAX + 10; i++) {
                int template = symbols.intern("t" + i + " {x}");
                encoder.beginLog(Level.INFO, template, 0, 0, 0, 0).field(symbols.intern("x"), (long) i);
                byte[] record = SampleEvents.record(encoder);
                assertThat(text.message(new EventReader().wrap(record, 0))).isEqualTo("t" + i + " " + i);
            }
        }
    }

    private static String render(String template, String... keysAndTexts) {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, symbols.intern(template), 0, 0, 0, 0);
        List<String> all = List.of(keysAndTexts);
        for (int i = 0; i < all.size(); i += 2) {
            encoder.field(symbols.intern(all.get(i)), all.get(i + 1));
        }
        byte[] record = SampleEvents.record(encoder);
        return new EventText(symbols::text).message(new EventReader().wrap(record, 0));
    }
}
