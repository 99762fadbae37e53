using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The parts of one instance by their types: a service provider that is cheap enough to be made for every execution.</summary>
internal sealed class Parts : IServiceProvider
{
    private static readonly ConcurrentDictionary<Type, object> Loggers = new();

    private readonly Dictionary<Type, object> _parts = [];

    public Parts(params object[] parts)
    {
        foreach (var part in parts)
        {
            for (var type = part.GetType(); type is not null && type != typeof(object); type = type.BaseType)
                _parts.TryAdd(type, part);
            foreach (var contract in part.GetType().GetInterfaces())
                _parts.TryAdd(contract, part);
        }
    }

    /// <summary>Makes a part from those that there are.</summary>
    public void Make<T>()
        where T : class => _parts.Add(typeof(T), ActivatorUtilities.CreateInstance<T>(this));

    public object? GetService(Type serviceType)
    {
        if (_parts.TryGetValue(serviceType, out var part))
            return part;
        return serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>) ? Loggers.GetOrAdd(serviceType, NoLogger) : null;
    }

    private static object NoLogger(Type logger) =>
        Activator.CreateInstance(typeof(NullLogger<>).MakeGenericType(logger.GenericTypeArguments))!;
}
