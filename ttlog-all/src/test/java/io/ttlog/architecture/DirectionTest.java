/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which part may know which. Maven holds the direction of the modules that it compiles; these rules hold it also for
 * packages, for what the modules import from others, and for the day when somebody moves a class.
 */
class DirectionTest {
    private static final String[] API = {"io.ttlog", "io.ttlog.spi.."};
    private static final String CORE = "io.ttlog.core..";
    private static final String STORAGE = "io.ttlog.storage..";
    private static final String QUERY = "io.ttlog.query..";
    private static final String CODECS = "io.ttlog.core.codec..";
    /** The one package that asks the JVM, by modules that need not be there. */
    private static final String JVM = "io.ttlog.core.jvm..";

    private static final JavaClasses SPINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ttlog");

    @Test
    void seesClassesOfEveryModuleOfTheSpine() {
        for (String module : new String[] {"io.ttlog", "io.ttlog.core", "io.ttlog.storage"}) {
            assertThat(SPINE.stream().map(JavaClass::getPackageName)).contains(module);
        }
    }

    @Test
    void apiKnowsNoOtherModule() {
        noClasses()
                .that(resideInAnyPackage(API))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, STORAGE, QUERY)
                .check(SPINE);
    }

    @Test
    void coreKnowsNeitherStorageNorQuery() {
        noClasses()
                .that(resideInAPackage(CORE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(STORAGE, QUERY)
                .check(SPINE);
    }

    @Test
    void storageDoesNotKnowQuery() {
        noClasses()
                .that(resideInAPackage(STORAGE))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(QUERY)
                .check(SPINE);
    }

    /** They bring libraries that nobody gets who has not asked for them. The BOM names their versions; the benchmarks measure them. */
    @Test
    void nothingDependsOnIntegrations() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<Path> integrations = poms(root.resolve("integrations"));
        assertThat(integrations).hasSizeGreaterThanOrEqualTo(2);
        List<Path> all = new ArrayList<>(integrations);
        poms(root).stream()
                .filter(pom ->
                        !pom.startsWith(root.resolve("ttlog-bom")) && !pom.startsWith(root.resolve("ttlog-bench")))
                .forEach(all::add);
        assertThat(all).hasSizeGreaterThan(8);
        for (Path pom : all) {
            for (Path integration : integrations) {
                String name =
                        integration.getName(integration.getNameCount() - 2).toString();
                assertThat(pom.equals(integration)
                                || !Files.readString(pom).contains("<artifactId>" + name + "</artifactId>"))
                        .as("%s does not name %s", pom, name)
                        .isTrue();
            }
        }
        noClasses()
                .that(resideInAPackage("io.ttlog.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ttlog.s3..",
                        "io.ttlog.chronicle..",
                        "io.ttlog.slf4j..",
                        "io.ttlog.propagation..",
                        "io.ttlog.opentelemetry..")
                .check(SPINE);
    }

    /** The agent is a leaf; the API finds it by its service. */
    @Test
    void nothingKnowsTheAgent() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        for (String module : new String[] {"ttlog-api", "ttlog-core", "ttlog-storage", "ttlog-query", "ttlog-all"}) {
            assertThat(Files.readString(root.resolve(module).resolve("pom.xml")))
                    .doesNotContain("ttlog-agent");
        }
        noClasses()
                .that(resideInAPackage("io.ttlog.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ttlog.agent..")
                .check(SPINE);
    }

    private static List<Path> poms(Path folder) throws IOException {
        try (Stream<Path> modules = Files.list(folder)) {
            return modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    @Test
    void eventsKnowNeitherRingsNorSinks() {
        noClasses()
                .that(resideInAPackage("io.ttlog.core.event.."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(CORE).and(not(resideInAnyPackage("io.ttlog.core.event..", "io.ttlog.core"))))
                .check(SPINE);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        slices().assignedFrom(packages()).should().beFreeOfCycles().check(SPINE);
    }

    @Test
    void onlyCodecsImportThirdPartyLibraries() {
        classes()
                .that(not(resideInAPackage(CODECS).or(resideInAPackage(JVM))))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.net.ssl..", "io.ttlog..", "org.jspecify.annotations..")
                .check(SPINE);
        classes()
                .that(resideInAPackage(JVM))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.management..",
                        "com.sun.management..",
                        "jdk.jfr..",
                        "io.ttlog..",
                        "org.jspecify.annotations..")
                .check(SPINE);
        classes()
                .that(resideInAPackage(CODECS))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.ttlog..",
                        "org.jspecify.annotations..",
                        "net.jpountz..",
                        "com.github.luben.zstd..",
                        "org.xerial.snappy..")
                .allowEmptyShould(true)
                .check(SPINE);
    }

    /**
     * One slice a package, but for the API: its front door {@code io.ttlog} and the socket behind it, {@code
     * io.ttlog.spi}, name each other by design (the door looks for a backend, a backend speaks of levels) and count as one.
     */
    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                String name = javaClass.getPackageName();
                return SliceIdentifier.of(name.equals("io.ttlog.spi") ? "io.ttlog" : name);
            }

            @Override
            public String getDescription() {
                return "packages of ttlog";
            }
        };
    }
}
