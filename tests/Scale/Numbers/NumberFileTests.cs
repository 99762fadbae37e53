using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Tests.Numbers;

public sealed class NumberFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Number_IsReadByName_AndAnUnknownOneIsAFault()
    {
        File.WriteAllText(_path, """{"asOf":"2026-11","numbers":{"a":{"value":2.5,"unit":"s","source":"x"},"b":{"value":1,"unit":"s","source":"x"}}}""");
        var numbers = NumberFile.Read(_path);

        Assert.Equal(2.5, numbers["a"]);
        Assert.Equal(["b"], numbers.NeverRead);
        Assert.Equal(4, numbers.With("a", 4)["a"]);
        Assert.Throws<InvalidDataException>(() => numbers["c"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"asOf":"2026-11"}""")]
    [InlineData("""{"numbers":{}}""")]
    [InlineData("""{"asOf":"2026-11","numbers":{"a":{"value":-1,"unit":"s","source":"x"}}}""")]
    [InlineData("""{"asOf":"2026-11","numbers":{"a":{"value":1,"unit":"","source":"x"}}}""")]
    [InlineData("""{"asOf":"2026-11","numbers":{"a":{"value":1,"unit":"s"}}}""")]
    [InlineData("""{"asOf":"2026-11","numbers":{"a":null}}""")]
    public void File_ThatIsNotOne_IsRefused(string contents)
    {
        File.WriteAllText(_path, contents);

        Assert.Throws<InvalidDataException>(() => NumberFile.Read(_path));
    }
}
