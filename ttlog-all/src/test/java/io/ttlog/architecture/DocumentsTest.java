/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents in the root say about the code. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** In `code`, or at the beginning of a line of the picture, up to its dots. */
    private static final Pattern CLASS_IN_CODE = Pattern.compile("`([A-Z][a-z]\\w+)`");

    private static final Pattern CLASS_IN_PICTURE = Pattern.compile("(?m)^ {3}([A-Z]\\w+)(?:, ([A-Z]\\w+))? \\.{2,} ");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void architectureNamesClassesThatExist() throws IOException {
        String text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        Set<String> named = new TreeSet<>();
        Stream.concat(
                        CLASS_IN_CODE.matcher(text).results(),
                        CLASS_IN_PICTURE.matcher(text).results())
                .flatMap(DocumentsTest::groups)
                .forEach(named::add);
        named.remove("ServiceLoader"); // of the JDK
        assertThat(named).hasSizeGreaterThan(30).contains("LogMacros", "Planner", "Manifest");
        assertThat(classes()).containsAll(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md"})
    void linksLeadSomewhere(String document) throws IOException {
        assertThat(LINK.matcher(Files.readString(ROOT.resolve(document))).results())
                .allMatch(link -> Files.exists(ROOT.resolve(link.group(1))), "file exists");
    }

    private static Stream<String> groups(MatchResult match) {
        return Stream.iterate(1, i -> i + 1)
                .limit(match.groupCount())
                .map(match::group)
                .filter(name -> name != null);
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(file -> ROOT.relativize(file).toString())
                    .filter(file -> file.contains("src/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
