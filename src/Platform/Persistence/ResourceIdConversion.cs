using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Platform.Contracts.Ids;

namespace Platform.Persistence;

/// <summary>Stores every identifier type as its text.</summary>
internal static class ResourceIdConversion
{
    private const int MaxLength = 64;

    public static void Configure(ModelConfigurationBuilder configuration)
    {
        foreach (var type in typeof(WorkspaceId).Assembly.GetExportedTypes())
        {
            if (type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IResourceId<>)))
            {
                configuration.Properties(type)
                    .HaveConversion(typeof(ResourceIdConverter<>).MakeGenericType(type))
                    .HaveMaxLength(MaxLength);
            }
        }
    }

    private sealed class ResourceIdConverter<TId>() : ValueConverter<TId, string>(id => id.Value, text => Wrap(text))
        where TId : struct, IResourceId<TId>
    {
        // An expression tree may not call a static abstract member itself.
        private static TId Wrap(string text) => TId.Wrap(text);
    }
}
