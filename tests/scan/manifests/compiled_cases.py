"""Manifests of Java, Go and .NET, and what they name."""

from tests.scan.manifests.case import Case

COMPILED = {
    "pom.xml": Case(
        "pom.xml",
        """
        <?xml version="1.0"?>
        <!DOCTYPE project [<!ENTITY a "b">]>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <parent><groupId>com.acme</groupId><version>7</version></parent>
          <artifactId>clever-sync</artifactId>
          <properties>
            <clever.version>${old}</clever.version><old>0.3.2</old>
          </properties>
          <dependencies>
            <!-- <dependency><groupId>com.clever</groupId><artifactId>client</artifactId></dependency> -->
            <dependency>
              <groupId>com.clever</groupId>
              <artifactId>client</artifactId>
              <version>${clever.version}</version>
              <exclusions><exclusion><groupId>a</groupId><artifactId>b</artifactId></exclusion></exclusions>
            </dependency>
            <dependency>
              <groupId>${project.groupId}</groupId>
              <artifactId>core</artifactId>
              <version> ${project.version} </version>
            </dependency>
            <dependency><groupId>com.clever</groupId><artifactId>client</artifactId></dependency>
          </dependencies>
        </project>
        """,
        (
            "14:16 com.clever:client 0.3.2 {${clever.version}}",
            "20:17 com.acme:core 7 {${project.version}}",
            "22:58 com.clever:client {client}",
            "(own) 5:15 com.acme:clever-sync {clever-sync}",
        ),
    ),
    "build.gradle": Case(
        "build.gradle",
        """
        ext.cleverVersion = '0.3.1'
        def other = "0.3.2"
        dependencies {
            // implementation 'com.clever:client:0.1'
            implementation "com.clever:client:$cleverVersion"
            compile group: 'com.clever', name: 'client', version: '0.3.3'
            compile('com.clever:client:0.3.4') { transitive = false }
            compile 'com.clever:client:' + other
            compile group: 'com.clever', name: 'client', version: other
            compile "http://example.com:80"
            compile 'com.clever:client'
        }
        """,
        (
            "5:21 com.clever:client 0.3.1 {com.clever:client:$cleverVersion}",
            "6:13 com.clever:client 0.3.3 {group: 'com.clever', name: 'client', version: '0.3.3'}",
            "7:14 com.clever:client 0.3.4 {com.clever:client:0.3.4}",
            "8:13 com.clever:client 0.3.2 {'com.clever:client:' + other}",
            "9:13 com.clever:client 0.3.2 {group: 'com.clever', name: 'client', version: other}",
            "11:14 com.clever:client {com.clever:client}",
        ),
    ),
    "build.gradle.kts": Case(
        "build.gradle.kts",
        """
        val cleverVersion by extra("0.3.1")
        val next: String = "0.3.2"
        dependencies {
            implementation("com.clever:client:${cleverVersion}")
            implementation(group = "com.clever", name = "client", version = next)
        }
        """,
        (
            "4:21 com.clever:client 0.3.1 {com.clever:client:${cleverVersion}}",
            '5:20 com.clever:client 0.3.2 {group = "com.clever", name = "client", version = next}',
        ),
    ),
    "go.mod": Case(
        "go.mod",
        """
        module github.com/acme/rosters // clever

        go 1.21

        require github.com/Clever/clever-go v1.4.0
        require (
            github.com/Clever/clever-go/v2 v2.0.0 // indirect
            "gopkg.in/yaml.v3" v3.0.1
        )
        replace github.com/Clever/clever-go => ../clever-go
        """,
        (
            "(own) 1:8 github.com/acme/rosters {github.com/acme/rosters}",
            "5:9 github.com/clever/clever-go 1.4.0 {github.com/Clever/clever-go v1.4.0}",
            "7:5 github.com/clever/clever-go/v2 2.0.0 {github.com/Clever/clever-go/v2 v2.0.0}",
            '8:6 gopkg.in/yaml.v3 3.0.1 {gopkg.in/yaml.v3" v3.0.1}',
        ),
    ),
    "csproj": Case(
        "Rosters.csproj",
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="Clever" Version="1.2.0" />
            <PackageReference Include='Clever'>
              <Version>[1.2.1]</Version>
            </PackageReference>
            <PackageReference Include="Clever" />
            <ProjectReference Include="../Clever/Clever.csproj" />
          </ItemGroup>
        </Project>
        """,
        (
            '3:32 clever 1.2.0 {Clever" Version="1.2.0}',
            "4:32 clever [1.2.1] {Clever}",
            "7:32 clever {Clever}",
        ),
    ),
    "packages.config": Case(
        "packages.config",
        """
        <?xml version="1.0" encoding="utf-8"?>
        <packages>
          <package id="Clever" version="1.2.1" targetFramework="net45" />
        </packages>
        """,
        ('3:16 clever 1.2.1 {Clever" version="1.2.1}',),
    ),
}
