using Microsoft.AspNetCore.Http;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Hosting;

public sealed class JsonBodyTests
{
    [Fact]
    public async Task Read_DocumentedForm_IsRead()
    {
        var (settings, problem) = await ReadAsync("""{"optedIn":true,"partners":["*"],"devices":[{"device":1,"registrationId":2}]}""");
        Assert.Null(problem);
        Assert.Equal((true, "*", new UserDevice(1, 2)), (settings!.OptedIn, settings.Partners!.Single(), settings.Devices!.Single()));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("1", "body")]
    [InlineData("{", "body")]
    [InlineData("{}x", "body")]
    [InlineData("""{"optedIn":"yes"}""", "optedIn")]
    [InlineData("""{"optedIn":1}""", "optedIn")]
    [InlineData("""{"partners":"*"}""", "partners")]
    [InlineData("""{"partners":[1]}""", "partners[0]")]
    [InlineData("""{"partners":["\ud800"]}""", "partners[0]")]
    [InlineData("""{"devices":[{"device":1,"registrationId":2},{"device":"1"}]}""", "devices[1].device")]
    [InlineData("""{"devices":[{"device":1.5}]}""", "devices[0].device")]
    [InlineData("""{"other":1}""", "other")]
    public async Task Read_AnotherForm_IsAProblemThatNamesTheMember(string json, string field)
    {
        var (settings, problem) = await ReadAsync(json);
        Assert.Null(settings);
        Assert.Equal(("malformed", field), (problem!.Code, problem.Field));
    }

    [Fact]
    public async Task Read_DeepNesting_IsAProblem() =>
        Assert.NotNull((await ReadAsync("{\"partners\":" + new string('[', 10_000))).Problem);

    private static async Task<(UserSettings? Value, Problem? Problem)> ReadAsync(string json)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var body = await RequestBody.ReadAsync(request, 100_000);
        return JsonBody.Read(body!, UserJson.Default.UserSettings);
    }
}
