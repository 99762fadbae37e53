using System.Text.Json.Nodes;
using Relay.Local.Host.App;

namespace Relay.Local.Host.Tests.App;

public sealed class AppReaderTests : IDisposable
{
    private readonly TestApp _app = new TestApp().Set("Bus", "Endpoint=sb://localhost;").Set("QUEUE", "letters");

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Folder_WithEveryKindOfFunction_IsRead()
    {
        _app.HostJson["extensions"]!["http"]!["routePrefix"] = "p";
        _app.HostJson["logging"] = new JsonObject { ["anything"] = true };
        _app.ServiceBus["sessionIdleTimeout"] = "00:00:00.1";
        _app.ServiceBus["maxConcurrentSessions"] = 3;
        _app.Http("Web", "v1/{*rest}", "get").Queue("Letters", "%QUEUE%", sessions: true, dataType: "binary").Timer("Sweep", "0 */5 * * * *");

        var app = Read();

        Assert.Equal("p/v1/{*rest}", Assert.Single(app.Http).Route);
        var queue = Assert.Single(app.Queues);
        Assert.Equal(("letters", true, false, BodyType.Binary), (queue.Queue, queue.Sessions, queue.Many, queue.Body));
        Assert.Equal("0 */5 * * * *", Assert.Single(app.Timers).Schedule);
        Assert.Equal(TimeSpan.FromMilliseconds(100), app.Host.ServiceBus.SessionIdleTimeout);
        Assert.Equal(3, app.Host.ServiceBus.MaxConcurrentSessions);
        Assert.Equal(TimeSpan.FromMinutes(30), app.Host.FunctionTimeout);
    }

    [Theory]
    [InlineData("{\"version\":\"2.0\",\"funtionTimeout\":\"00:01:00\"}", "funtionTimeout")]
    [InlineData("{\"version\":\"1.0\"}", "version")]
    [InlineData("{}", "version")]
    [InlineData("{\"version\":\"2.0\",\"functionTimeout\":\"soon\"}", "functionTimeout")]
    [InlineData("{\"version\":\"2.0\",\"extensions\":{\"serviceBus\":{\"maxConcurrentCall\":1}}}", "extensions.serviceBus.maxConcurrentCall")]
    [InlineData("{\"version\":\"2.0\",\"extensions\":{\"serviceBus\":{\"maxConcurrentCalls\":0}}}", "extensions.serviceBus.maxConcurrentCalls")]
    [InlineData("{\"version\":\"2.0\",\"extensions\":{\"queues\":{}}}", "extensions.queues")]
    [InlineData("{\"version\":\"2.0\",\"customHandler\":{\"description\":{\"defaultExecutablePath\":\"no/such/file\"}}}", "customHandler.description.defaultExecutablePath")]
    [InlineData("{\"version\":\"2.0\",\"customHandler\":{\"enableForwardingHttpRequest\":true}}", "customHandler.enableForwardingHttpRequest")]
    [InlineData("{\"version\":\"2.0\",\"customHandler\":{}}", "customHandler.description")]
    [InlineData("{\"version\":\"2.0\"", "not valid JSON")]
    public void HostJson_WithAFault_NamesFileAndProperty(string json, string property)
    {
        _app.Write("host.json", json);

        var fault = Assert.Throws<AppConfigurationException>(Read);

        Assert.Contains(fault.Errors, error => error.StartsWith("host.json: " + property, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("httpTrigger", "authLevel", "\"function\"")]
    [InlineData("httpTrigger", "authLevel", null)]
    [InlineData("httpTrigger", "route", "\"admin/x\"")]
    [InlineData("httpTrigger", "route", "\"Runtime\"")]
    [InlineData("httpTrigger", "route", "\"v1/{id:guid}\"")]
    [InlineData("httpTrigger", "route", "\"v1/{*all}/x\"")]
    [InlineData("httpTrigger", "methods", "\"get\"")]
    [InlineData("httpTrigger", "rout", "\"x\"")]
    [InlineData("serviceBusTrigger", "queueName", null)]
    [InlineData("serviceBusTrigger", "queueName", "\"%NO_SUCH_SETTING%\"")]
    [InlineData("serviceBusTrigger", "connection", "\"NoSuchConnection\"")]
    [InlineData("serviceBusTrigger", "cardinality", "\"some\"")]
    [InlineData("serviceBusTrigger", "dataType", "\"stream\"")]
    [InlineData("serviceBusTrigger", "autoCompleteMessages", "false")]
    [InlineData("serviceBusTrigger", "topicName", "\"t\"")]
    [InlineData("serviceBusTrigger", "direction", "\"out\"")]
    [InlineData("timerTrigger", "schedule", "\"* * * * *\"")]
    [InlineData("timerTrigger", "schedule", "\"never\"")]
    [InlineData("timerTrigger", "runOnStart", "true")]
    [InlineData("timerTrigger", "type", "\"queueTrigger\"")]
    public void FunctionJson_WithAFault_NamesFileAndProperty(string trigger, string property, string? value)
    {
        _app.Http("httpTrigger").Queue("serviceBusTrigger", "q").Timer("timerTrigger", "0 0 * * * *");
        var file = $"{trigger}/function.json";
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(_app.Folder, file)))!;
        var binding = json["bindings"]![0]!.AsObject();
        binding.Remove(property);
        if (value is not null)
            binding[property] = JsonNode.Parse(value);
        _app.Write(file, json.ToJsonString());

        var fault = Assert.Throws<AppConfigurationException>(Read);

        Assert.Contains(fault.Errors, error => error.StartsWith($"{file}: bindings[0].{property} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Folder_WithFaultsInTwoFiles_ReportsBoth()
    {
        _app.HostJson["verzion"] = "2.0";
        _app.Write("Bad/function.json", "{\"bindings\":[]}");

        var fault = Assert.Throws<AppConfigurationException>(Read);

        Assert.Contains(fault.Errors, error => error.StartsWith("host.json: verzion", StringComparison.Ordinal));
        Assert.Contains(fault.Errors, error => error.StartsWith("Bad/function.json: bindings", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{*all}")]
    [InlineData("{name}")]
    [InlineData("letters")]
    public void Route_ThatReachesATrigger_IsRefused(string route)
    {
        _app.Http("Web", route).Queue("Letters", "q");

        var fault = Assert.Throws<AppConfigurationException>(Read);

        Assert.Contains("reach the trigger 'Letters'", fault.Message, StringComparison.Ordinal);
    }

    private AppDefinition Read()
    {
        var options = _app.Options();
        return AppReader.Read(options.AppFolder, new Settings(options.Environment));
    }
}
