using System.Globalization;
using System.Reflection;
using Relay.Functions.Accept;
using Relay.Functions.Calls;
using Relay.Functions.DeadLetters;
using Relay.Functions.Deliver;
using Relay.Functions.Held;
using Relay.Functions.Hosting;
using Relay.Functions.Keys;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Functions.Operators;
using Relay.Functions.Profiles;
using Relay.Functions.Receipts;
using Relay.Functions.Telemetry;
using Relay.Functions.Transparency;

namespace Relay.Functions.Tests.Hosting;

/// <summary>docs/configuration.md says of each setting what the code says.</summary>
public sealed class ConfigurationDocumentTests
{
    public static TheoryData<string, object> Sections => new()
    {
        { "Relay", new RelayOptions() },
        { "Accept", new AcceptOptions() },
        { "Limits", new LimitsOptions() },
        { "Delivery", new DeliveryOptions() },
        { "Lanes", new LaneOptions() },
        { "Held", new HeldOptions() },
        { "DeadLetters", new DeadLetterOptions() },
        { "Media", new MediaOptions() },
        { "Receipts", new ReceiptOptions() },
        { "Retention", new RetentionOptions() },
        { "Links", new LinkingOptions() },
        { "Keys", new KeyOptions() },
        { "Profiles", new ProfileOptions() },
        { "Calls", new CallsOptions() },
        { "Transparency", new TransparencyOptions() },
        { "Telemetry", new TelemetryOptions() },
        { "Operator", new OperatorOptions() },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Document_EachScalarSetting_HasItsDefault(string section, object defaults)
    {
        var document = File.ReadAllText(RepositoryFiles.Document("configuration.md"));
        foreach (var property in defaults.GetType().GetProperties().Where(property => property.CanWrite && property.PropertyType.IsPrimitive))
        {
            var value = Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)!.ToLowerInvariant();
            Assert.Contains($"| `{section}__{property.Name}` | {value} |", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Document_NamesNoSettingThatIsNotThere()
    {
        var rows = File.ReadAllLines(RepositoryFiles.Document("configuration.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        foreach (var row in rows)
        {
            var setting = row.Split('`')[1].Split("__");
            var options = Sections.Single(entry => entry.Data.Item1 == setting[0]).Data.Item2;
            Assert.NotNull(options.GetType().GetProperty(setting[1], BindingFlags.Instance | BindingFlags.Public));
        }
    }
}
