using System.Text.Json;
using Relay.Cli.Operators;
using Relay.Signatures;

namespace Relay.Cli.Tests.Held;

public sealed class OperatorAccessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-access-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_WithNothing_TakesTheRelayThatRunsHere()
    {
        using var access = OperatorAccess.Open(null, null, null, Stack());

        Assert.Equal(new Uri("http://localhost:7071/"), access.Address);
    }

    [Fact]
    public void Open_WithARelayAndAKey_NeedsNoStack()
    {
        using var access = OperatorAccess.Open("https://relay.example", null, Write("key.json", KeyJson()), Path.Combine(_folder.FullName, "none.json"));

        Assert.Equal(new Uri("https://relay.example/"), access.Address);
    }

    [Fact]
    public void Open_WithoutAnything_SaysWhatToDo() =>
        Assert.Contains("relay up", Refused(null, null, Path.Combine(_folder.FullName, "none.json")), StringComparison.Ordinal);

    [Fact]
    public void Open_WithAnotherRelayAndNoKey_DoesNotSignWithTheLocalOne() =>
        Assert.Contains("--key", Refused("https://relay.example", null, Stack()), StringComparison.Ordinal);

    [Theory]
    [InlineData("relay.example")]
    [InlineData("ftp://relay.example")]
    [InlineData("https://relay.example/v1")]
    public void Open_WithWhatIsNoAddress_SaysSo(string relay) =>
        Assert.Contains("is not the address of a relay", Refused(relay, Write("key.json", KeyJson()), Stack()), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("{}", "no member kid")]
    [InlineData("""{"kid":1}""", "kid is not a text")]
    [InlineData("""{"kid":"a"}""", "no member pem")]
    [InlineData("""{"kid":"a","pem":"b"}""", "holds no key")]
    [InlineData("[]", "no member kid")]
    public void Open_WithAnUnsuitableKeyFile_SaysWhatIsWrongWithIt(string json, string expected) =>
        Assert.Contains(expected, Refused(null, Write("key.json", json), Stack()), StringComparison.Ordinal);

    [Fact]
    public void Open_WithAKeyFileThatIsNotThere_SaysSo() =>
        Assert.Contains("cannot be read", Refused(null, Path.Combine(_folder.FullName, "nokey.json"), Stack()), StringComparison.Ordinal);

    private static string Refused(string? relay, string? key, string stack) =>
        Assert.Throws<InvalidDataException>(() => OperatorAccess.Open(relay, null, key, stack)).Message;

    private static object Key()
    {
        using var key = SigningKey.CreateEd25519("operator-1");
        return new { kid = key.KeyId, pem = key.ExportPkcs8Pem() };
    }

    private static string KeyJson() => JsonSerializer.Serialize(Key());

    private string Stack() => Write("stack.json", JsonSerializer.Serialize(new { relay = "http://localhost:7071", authority = "localhost:7071", operatorKey = Key() }));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
