using NCrontab;

namespace Relay.Local.Host.App;

/// <summary>Reads one function.json: exactly one trigger, and for HTTP exactly one http output.</summary>
internal static class FunctionJson
{
    public static object? Read(ConfigObject root, string name, HostSettings host, Settings settings)
    {
        var disabled = root.Flag("disabled") ?? false;
        root.Ignore("$schema", "generatedBy", "configurationSource");
        var bindings = root.Children("bindings");
        root.RefuseTheRest();

        object? function = null;
        var (triggers, outputs) = (0, 0);
        foreach (var binding in bindings)
        {
            var type = binding.Text("type", required: true);
            if (type == "http")
            {
                ReadHttpOutput(binding);
                outputs++;
                continue;
            }

            var trigger = type switch
            {
                "httpTrigger" => ReadHttp(binding, name, host),
                "serviceBusTrigger" => ReadQueue(binding, name, settings),
                "timerTrigger" => ReadTimer(binding, name),
                _ => Unknown(binding, type),
            };
            triggers++;
            function = trigger ?? function;
        }

        if (triggers != 1)
            root.Fault("bindings", "must have exactly one trigger");
        if (outputs != (function is HttpFunction ? 1 : 0))
            root.Fault("bindings", "must have one http output for an httpTrigger, and none for other triggers");
        return disabled ? null : function;
    }

    private static object? Unknown(ConfigObject binding, string? type)
    {
        if (type is not null)
            binding.Fault("type", $"'{type}' is not supported by the local host");
        return null;
    }

    private static void ReadHttpOutput(ConfigObject binding)
    {
        RequireDirection(binding, "out");
        binding.Text("name", required: true);
        binding.RefuseTheRest();
    }

    private static HttpFunction ReadHttp(ConfigObject binding, string name, HostSettings host)
    {
        RequireDirection(binding, "in");
        binding.Text("name", required: true);
        if (binding.Text("authLevel") != "anonymous")
            binding.Fault("authLevel", "must be \"anonymous\": keys are not supported by the local host");
        if (!host.CustomHandler.ProxiesHttp)
            binding.Fault("type", "httpTrigger needs customHandler.enableProxyingHttpRequest in host.json");
        var route = (binding.Text("route") ?? name).Trim('/');
        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            binding.Fault("route", "starts with admin or runtime, which the Functions host keeps for itself");
        if (Front.RouteTemplate.Fault(route) is { } fault)
            binding.Fault("route", fault);
        var methods = binding.Texts("methods");
        binding.RefuseTheRest();
        return new HttpFunction(name, $"{host.RoutePrefix}/{route}".Trim('/'), methods);
    }

    private static QueueFunction ReadQueue(ConfigObject binding, string name, Settings settings)
    {
        RequireDirection(binding, "in");
        var data = binding.Text("name", required: true) ?? "";
        var queue = binding.Text("queueName", required: true) ?? "";
        var connectionName = binding.Text("connection") ?? "ServiceBus";
        var connection = settings.FindConnection(connectionName);
        if (connection is null)
        {
            binding.Fault("connection", settings.Find(connectionName + "__fullyQualifiedNamespace") is null
                ? $"needs the setting '{connectionName}', which is not there"
                : $"'{connectionName}' is identity-based, which the local host does not support: give a connection string");
        }

        var many = Choice(binding, "cardinality", "one", "many") == "many";
        var body = Choice(binding, "dataType", "string", "binary") == "binary" ? BodyType.Binary : BodyType.Text;
        var sessions = binding.Flag("isSessionsEnabled") ?? false;
        if (binding.Flag("autoCompleteMessages") == false)
            binding.Fault("autoCompleteMessages", "false makes every message come back until it is dead-lettered under a custom handler");
        binding.Ignore("accessRights");
        binding.RefuseTheRest();
        return new QueueFunction(name, data, queue, connection ?? "", sessions, many, body);
    }

    private static TimerFunction ReadTimer(ConfigObject binding, string name)
    {
        RequireDirection(binding, "in");
        var data = binding.Text("name", required: true) ?? "";
        var schedule = binding.Text("schedule", required: true) ?? "";
        if (schedule.Length > 0 && CrontabSchedule.TryParse(schedule, Timers.Cron.SixFields) is null)
            binding.Fault("schedule", $"'{schedule}' is not an NCRONTAB expression of six fields");
        var runOnStartup = binding.Flag("runOnStartup") ?? false;
        var useMonitor = binding.Flag("useMonitor") ?? true;
        binding.RefuseTheRest();
        return new TimerFunction(name, data, schedule, runOnStartup, useMonitor);
    }

    private static string Choice(ConfigObject binding, string property, string first, string second)
    {
        var value = binding.Text(property) ?? first;
        if (value != first && value != second)
            binding.Fault(property, $"must be \"{first}\" or \"{second}\"");
        return value;
    }

    private static void RequireDirection(ConfigObject binding, string direction)
    {
        if (binding.Text("direction", required: true) is { } given && given != direction)
            binding.Fault("direction", $"must be \"{direction}\"");
    }
}
